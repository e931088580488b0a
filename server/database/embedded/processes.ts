import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const isLinux = process.platform === 'linux';

/** Process ids are given out again; this text tells two bearers of the same id apart. null: no such process. */
export async function birthOf(pid: number): Promise<string | null> {
  if (!isLinux) return ps(pid, 'lstart=');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(absent);
  if (stat === null) return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAtTick] = [fields[0], fields[19]];
  return state === 'Z' ? null : `${boot.trim()} ${startedAtTick}`;
}

/** Whether this process is a PostgreSQL working in this data folder: a running server stands in its data folder. */
export async function worksIn(pid: number, data: string): Promise<boolean> {
  if (!isLinux) return (await ps(pid, 'command='))?.includes(data) ?? false;
  return (await readlink(`/proc/${pid}/cwd`).catch(absent)) === data;
}

export async function hasEnded(pid: number, withinMilliseconds: number): Promise<boolean> {
  const deadline = Date.now() + withinMilliseconds;
  while ((await birthOf(pid)) !== null) {
    if (Date.now() > deadline) return false;
    await wait(20);
  }
  return true;
}

async function ps(pid: number, column: string): Promise<string | null> {
  const answer = await run('ps', ['-o', column, '-p', String(pid)]).catch(absent);
  return answer === null ? null : answer.stdout.trim() || null;
}

// Asking about a process that has just ended (or is another person's) fails in many ways that all mean "not there".
function absent(): null {
  return null;
}
