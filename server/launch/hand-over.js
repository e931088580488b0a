import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { checkout, node } from './checkout.js';
import { giveUp } from './say.js';

/**
 * Node would let data grow to several times this before it looks through it, the short-lived and the old; it is no faster
 * for that. The image of `Dockerfile` and the bench start alike.
 */
const lean = ['--max-semi-space-size=16', '--heap-growing-percent=30'];

/** Runs one of the server's programs in the Node that runs TypeScript, as if it had been typed itself. */
export function handOver(program) {
  const settings = existsSync(path.join(checkout, '.env')) ? ['--env-file=.env'] : [];
  const child = spawn(node, [...settings, ...lean, program, ...process.argv.slice(2)], {
    cwd: checkout,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the program by itself as well; it takes the second signal for the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) =>
    giveUp(`Node could not be started (${error.message}). Delete the folder node_modules and try again.`),
  );
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
