import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const checkout = path.join(import.meta.dirname, '../..');
const longestStartSeconds = 90;

export type App = {
  address: string;
  /** Where the demo shops are. */
  demoAddress: string;
  /** Ends the app as a person does; what it keeps on disk stays. */
  goAway(): Promise<void>;
  /** Starts it again where it was, with what it kept. */
  comeBack(): Promise<void>;
};

/** Starts the built app as a newcomer would, with a data folder and ports of its own. */
export async function startApp(): Promise<App & { end(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'koppel-journey-'));
  const [port, sandboxPort] = await freePorts();
  const address = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    PORT: String(port),
    KOPPEL_SANDBOX_PORT: String(sandboxPort),
    KOPPEL_DATA_DIR: folder,
  };
  let app = await start(address, env);
  const end = async () => {
    await stop(app);
    await rm(folder, { recursive: true, force: true });
  };
  const goAway = () => stop(app);
  const comeBack = async () => {
    app = await start(address, env);
  };
  return { address, demoAddress: `http://127.0.0.1:${sandboxPort}`, goAway, comeBack, end };
}

async function start(address: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const app = spawn(process.execPath, ['server/main.ts'], {
    cwd: checkout,
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  try {
    await untilHealthy(address, app);
  } catch (error) {
    await stop(app);
    throw error;
  }
  return app;
}

async function untilHealthy(address: string, app: ChildProcess): Promise<void> {
  const deadline = Date.now() + longestStartSeconds * 1000;
  while (!(await isHealthy(address))) {
    if (app.exitCode !== null)
      throw new Error(`The app ended with code ${app.exitCode} before it was ready; its own words stand above.`);
    if (Date.now() > deadline) throw new Error(`The app was not ready after ${longestStartSeconds} seconds.`);
    await wait(100);
  }
}

async function isHealthy(address: string): Promise<boolean> {
  return fetch(`${address}/api/health`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function stop(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || app.signalCode !== null) return;
  const ended = once(app, 'exit');
  app.kill('SIGINT');
  await ended;
}

/** Both are held open until both are known, so that they differ. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const address = server.address();
      return address !== null && typeof address === 'object' ? address.port : 0;
    }),
  );
  for (const server of servers) server.close();
  return [ports[0] ?? 0, ports[1] ?? 0];
}
