import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { StartFault } from '#server/launch/start-fault.ts';
import { birthOf } from './processes.ts';

const Owner = z.object({ pid: z.int(), birth: z.string() });

/** Lets one living process at a time use a folder. What a killed process left behind counts for nothing. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'lock');
  const mine = join(folder, `lock-${process.pid}`);
  await writeFile(mine, JSON.stringify({ pid: process.pid, birth: await birthOf(process.pid) }));
  try {
    while (!(await claim(mine, lock))) {
      const owner = await livingOwner(folder);
      if (owner !== null) throw alreadyRunning(folder, owner);
      await rm(lock, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
  return () => rm(lock, { force: true });
}

/** The process that holds the folder now, or null when nobody does. */
export async function livingOwner(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, 'lock'), 'utf8').catch(onlyIfMissing);
  const owner = Owner.safeParse(parse(text));
  if (!owner.success) return null;
  return (await birthOf(owner.data.pid)) === owner.data.birth ? owner.data.pid : null;
}

// A hard link appears whole or not at all, so nobody ever reads a half-written lock.
async function claim(mine: string, lock: string): Promise<boolean> {
  try {
    await link(mine, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function onlyIfMissing(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return '';
  throw error;
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function alreadyRunning(folder: string, pid: number): StartFault {
  return new StartFault(
    `Koppel is already running with the data in ${folder} (process ${pid}). Stop that one first, or set KOPPEL_DATA_DIR to another folder.`,
  );
}
