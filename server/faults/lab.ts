import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPoint } from '#server/crash-point.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';
import { asAdmin, databaseUrl, type TestServer } from '#server/testing/test-server.ts';
import { type Books, openBooks } from './books.ts';
import { type Line, openLine } from './line.ts';

const main = path.join(import.meta.dirname, '..', 'main.ts');

/** One Koppel with nothing running in it yet, books to send to, and a database of its own. */
export type Lab = {
  koppel: RunningKoppel;
  person: Person;
  books: Books;
  /** The way to the books that can be made bad. */
  line: Line;
  /** Starts a worker as a process of its own; `dieAt` arms a crash point, `visit` says at which passing. */
  startWorker(dieAt?: CrashPoint, visit?: number, environment?: Record<string, string>): ChildProcess;
  /** Starts a process that takes requests, always at the same address; it may work too. */
  startWeb(role: 'web' | 'all', dieAt?: CrashPoint, visit?: number): ChildProcess;
  /** Where that process is reached. */
  address: string;
  close(): Promise<void>;
};

/** `host` may be reached too, beside the books. */
export async function openLab(server: TestServer, host?: string): Promise<Lab> {
  const name = `koppel_faults_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.url, `create database ${name} template ${server.template}`);
  const drop = () => asAdmin(server.url, `drop database if exists ${name} with (force)`);
  return openLabOn({ url: databaseUrl(server.url, name), drop }, host);
}

/** The same over a migrated database that is there already. */
export async function openLabOn(database: { url: string; drop(): Promise<void> }, host?: string): Promise<Lab> {
  const books = await openBooks();
  const line = await openLine({ host: '127.0.0.1', port: Number(new URL(`http://${books.host}`).port) });
  const allowPrivate = [books.host, line.host, ...(host ? [host] : [])].join();
  const koppel = await runKoppel({ worker: false, database, allowPrivate });
  const port = await freePort();
  const processes: ChildProcess[] = [];
  const start = (environment: Record<string, string>, dieAt?: CrashPoint, visit = 1) => {
    const process = spawnWorker({ ...koppel.environment, ...environment }, dieAt && `${dieAt}:${visit}`);
    processes.push(process);
    return process;
  };
  return {
    koppel,
    books,
    line,
    person: await koppel.person('admin'),
    address: `http://127.0.0.1:${port}`,
    startWorker: (dieAt, visit, environment) => start({ KOPPEL_ROLE: 'worker', ...environment }, dieAt, visit),
    startWeb: (role, dieAt, visit) => start({ KOPPEL_ROLE: role, PORT: String(port), KOPPEL_DEMO: '0' }, dieAt, visit),
    async close() {
      for (const process of processes) await endWorker(process, 'SIGKILL');
      await line.close();
      await books.close();
      await koppel.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}

export function spawnWorker(environment: Record<string, string>, crashAt?: string): ChildProcess {
  const armed = crashAt ? { KOPPEL_TEST_BUILD: '1', KOPPEL_CRASH_AT: crashAt } : {};
  const env = { PATH: process.env.PATH, KOPPEL_ROLE: 'worker', ...environment, ...armed };
  const said = process.env.KOPPEL_FAULTS_LOG ? 'inherit' : 'ignore';
  return spawn(process.execPath, [main], { env, stdio: said });
}

export const isOver = (worker: ChildProcess) => worker.exitCode !== null || worker.signalCode !== null;

/** Gives how the worker ended: the signal, or null when it left by itself. */
export async function untilGone(worker: ChildProcess, seconds = 60): Promise<NodeJS.Signals | null> {
  if (!isOver(worker)) await once(worker, 'exit', { signal: AbortSignal.timeout(seconds * 1000) });
  return worker.signalCode;
}

export async function endWorker(worker: ChildProcess, signal: 'SIGKILL' | 'SIGTERM') {
  if (isOver(worker)) return;
  worker.kill(signal);
  await untilGone(worker);
}

/** Looks again and again until it holds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(25);
  }
}
