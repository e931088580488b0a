import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { dataArgument, type Place } from './cluster.ts';
import { faultFrom } from './faults.ts';
import { hasEnded, worksIn } from './processes.ts';

const largestLog = 5_000_000;

/** Ends the server that a killed Koppel left behind, so that there are never two on one data folder. */
export async function endOrphan(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (Number.isNaN(pid)) return;
  if (await worksIn(pid, data)) {
    process.kill(pid, 'SIGINT');
    if (!(await hasEnded(pid, 10_000))) process.kill(pid, 'SIGQUIT');
    await hasEnded(pid, 10_000);
  }
  // A process of another kind that got the same id after a restart of the machine must not block the start.
  await rm(pidFile, { force: true });
}

export type ServerProcess = { child: ChildProcess; said: () => Promise<string> };

/**
 * Starts the server in a session of its own, so that Ctrl-C reaches Koppel alone, which then ends it in good order. It
 * writes to a file and not to a pipe, which would break when Koppel is killed.
 */
export async function spawnServer(place: Place, binaries: Binaries, account: Account, settings: string[]) {
  await using log = await open(place.log, 'a', 0o600);
  const begin = (await log.stat()).size;
  if (begin > largestLog) await truncate(place.log);
  const child = spawn(
    binaries.postgres,
    ['-D', dataArgument(place.data, account), ...settings.flatMap((s) => ['-c', s])],
    {
      ...account,
      cwd: place.data,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    },
  );
  const said = async () => (await readFile(place.log)).subarray(begin > largestLog ? 0 : begin).toString();
  return { child, said } satisfies ServerProcess;
}

/** Resolves when the server takes connections; throws what it said when it ends before that. */
export async function untilReady({ child, said }: ServerProcess, place: Place): Promise<void> {
  let failure: unknown = null;
  child.once('error', (error) => {
    failure = error;
  });
  while (!(await isReady(place.data, child.pid))) {
    if (failure !== null) throw faultFrom(String(failure), place.folder, failure);
    if (child.exitCode !== null || child.signalCode !== null) throw faultFrom(await said(), place.folder);
    await wait(15);
  }
}

// The last line of postmaster.pid is what pg_ctl waits for as well.
async function isReady(data: string, pid: number | undefined): Promise<boolean> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** Fast shutdown: sessions are cut off, everything is written. */
export async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGQUIT'), 20_000);
  await ended;
  clearTimeout(late);
}
