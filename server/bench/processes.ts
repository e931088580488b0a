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

/**
 * Memory of a process and everything below it, in MB, as Linux tells it; null elsewhere. What several share, such as
 * the program itself, counts once (PSS).
 */
function memoryMb(root: number): number | null {
  try {
    const parents = new Map<number, number>();
    for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
    const isBelow = (pid: number): boolean =>
      pid === root || (parents.has(pid) && pid > 1 && isBelow(parents.get(pid) ?? 0));
    return [...parents.keys()].filter(isBelow).reduce((sum, pid) => sum + ownMb(pid), 0);
  } catch {
    return null;
  }
}

const parentOf = (pid: string) => Number(/^PPid:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`))?.[1] ?? 0);
const ownMb = (pid: number) => Number(/^Pss:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

/** A process may end while the list is read. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Watches the memory of processes until `stop`, which gives their highest sum. */
export function watchMemory(roots: readonly number[]): { stop(): number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(
      peak,
      roots.reduce((sum, pid) => sum + (memoryMb(pid) ?? 0), 0),
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
