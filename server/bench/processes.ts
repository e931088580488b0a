import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const program = (name: string) => path.join(import.meta.dirname, name);

export type Child = {
  pid: number;
  first: unknown;
  /** Tells it something and gives the next thing it says. */
  ask(message: string): Promise<unknown>;
  stop(): Promise<void>;
};

/** Starts one of the bench's programs and waits for the first thing it says. */
export async function startChild(name: string, args: string[], nodeFlags: string[] = []): Promise<Child> {
  const child = fork(program(name), args, { execArgv: nodeFlags });
  const next = () =>
    Promise.race([
      once(child, 'message').then(([message]) => message),
      once(child, 'exit').then(() => {
        throw new Error(`${name} ended before it said anything`);
      }),
    ]);
  const ask = (message: string) => {
    const answer = next();
    child.send(message);
    return answer;
  };
  return { pid: child.pid ?? 0, first: await next(), ask, stop: () => stopChild(child) };
}

async function stopChild(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  await gone;
}

/** Resident memory of a process and everything below it, in MB, as Linux tells it; null elsewhere. */
function residentMb(root: number): number | null {
  try {
    const parents = new Map<number, number>();
    const sizes = new Map<number, number>();
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const status = statusOf(name);
      if (!status) continue;
      parents.set(Number(name), status.parent);
      sizes.set(Number(name), status.megabytes);
    }
    const isBelow = (pid: number): boolean =>
      pid === root || (parents.has(pid) && pid > 1 && isBelow(parents.get(pid) ?? 0));
    return [...sizes].reduce((sum, [pid, size]) => (isBelow(pid) ? sum + size : sum), 0);
  } catch {
    return null;
  }
}

function statusOf(pid: string): { parent: number; megabytes: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { parent: number('PPid'), megabytes: number('VmRSS') / 1024 };
  } catch {
    // It ended while the list was read.
    return null;
  }
}

/** Watches the memory of processes until `stop`, which gives their highest sum. */
export function watchMemory(roots: readonly number[]): { stop(): number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(
      peak,
      roots.reduce((sum, pid) => sum + (residentMb(pid) ?? 0), 0),
    );
  };
  const timer = setInterval(look, 300);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}
