import { readConfig } from './config.ts';
import { type Koppel, startKoppel } from './koppel.ts';
import { StartFault } from './launch/start-fault.ts';

let koppel: Koppel | undefined;
let stoppingSince: number | undefined;

/** One Ctrl-C may reach the process twice, by the terminal and by npm; one more, later, ends it at once. */
const sameSignalMilliseconds = 1500;

async function stop(code: number) {
  if (stoppingSince !== undefined) {
    if (performance.now() - stoppingSince > sameSignalMilliseconds) process.exit(1);
    return;
  }
  stoppingSince = performance.now();
  await koppel?.stop();
  process.exit(code);
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  const config = readConfig(process.env);
  koppel = await startKoppel(config, {
    onDatabaseExit() {
      console.error('The database stopped by itself. Koppel stops too; start it again with npm start.');
      void stop(1);
    },
  });
  if (koppel.address) console.log(`\n  Koppel is ready: open ${config.publicUrl ?? koppel.address}\n`);
  else console.log(`Koppel is ready (${config.role}).`);
} catch (error) {
  console.error(error instanceof StartFault ? error.message : startFaultOf(error));
  process.exitCode = 1;
  await stop(1);
}

/** What commonly stands in the way of a start, in a sentence that says what to do. */
function startFaultOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const port = 'port' in error ? String(error.port) : '';
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Stop that program, or choose another port: PORT=4800 npm start.`;
  }
  if (error.code === 'EACCES' && port !== '')
    return `Port ${port} may not be used by you. Choose one above 1024: PORT=4700 npm start.`;
  if (error.code === 'ECONNREFUSED' && port !== '')
    return `The database at port ${port} does not answer. Start it, or remove DATABASE_URL to use the one that comes along.`;
  return error;
}
