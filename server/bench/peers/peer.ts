import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import type { How } from '../koppel.ts';

/** What one job is: so many orders of this shop, written in lists of a page or one call per record. */
export type Job = { shop: string; total: number; how: How };

export type Peer = {
  /** Ends when the last order has been sent. */
  carry(job: Job): Promise<void>;
  stop(): Promise<void>;
};

export type Program = { args: string[]; folder: string; env: Record<string, string> };

const said = 4000;

/** Starts a program with an environment of its own: nothing of the person's settings, home or proxy reaches it. */
export function startProgram({ args, folder, env }: Program) {
  const own = { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: os.tmpdir(), NODE_ENV: 'production', ...env };
  const child = spawn(process.execPath, args, { cwd: folder, env: own, stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  let tail = '';
  const hear = (text: string) => {
    tail = (tail + text).slice(-said);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  return { child, tail: () => tail };
}

type Started = ReturnType<typeof startProgram>;

/** Waits for an answer of `address` that counts as ready; a program that ends before says why. */
export async function untilReady(
  { child, tail }: Started,
  address: string,
  isReady: (status: number) => boolean = (status) => status === 200,
) {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended at its start:\n${tail()}`);
    const answer = await fetch(address).catch(() => null);
    await answer?.body?.cancel();
    if (answer && isReady(answer.status)) return;
    await pause(200);
  }
}

export async function endProgram(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(patience);
}

/** Asks for a job and waits for its end, however long that takes; what a peer says when it fails is told as it is. */
export async function carryBy(address: string, { shop, total }: Job) {
  const { statusCode, body } = await request(address, { query: { shop, total }, headersTimeout: 0, bodyTimeout: 0 });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${address} answered ${statusCode}: ${text.slice(0, said)}`);
}

export async function throwAwayFolder() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'koppel-peer-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A port that nobody has now: these programs cannot choose one themselves and tell it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('No port was given');
  server.close();
  await once(server, 'close');
  return address.port;
}
