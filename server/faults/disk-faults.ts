import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { Broken } from './broken.ts';
import { hookToBooks, isUp, runsOfHook } from './hooks.ts';
import { fileToBooks, orderNumbers } from './journeys.ts';
import { until } from './lab.ts';
import { onOwnDatabase } from './own-database.ts';
import { recovered, Skipped, startLive, type Trial } from './trial.ts';

const run = promisify(execFile);

/** Works in a file system of its own and of this size, which only root of a Linux can make. */
async function onSmallDisk(megabytes: number, work: (folder: string) => Promise<number>): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'koppel-small-'));
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder];
  await run('mount', options).catch((cause: unknown) => {
    throw new Skipped('skipped: needs root on Linux', { cause });
  });
  try {
    return await work(folder);
  } finally {
    await run('umount', ['--lazy', folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes all the room that is left. */
async function fill(folder: string): Promise<{ free(): Promise<void> }> {
  const files: string[] = [];
  for (let no = 0; ; no += 1) {
    const { bavail, bsize } = await statfs(folder);
    if (bavail === 0) break;
    const file = path.join(folder, `ballast-${no}`);
    files.push(file);
    await writeFile(file, Buffer.alloc(Math.min(bavail * bsize, 64_000_000)), { flush: true });
  }
  return {
    async free() {
      for (const file of files) await rm(file, { force: true });
    },
  };
}

/** The database has no room left for some seconds; half of the seeds also take the room for its journal. */
export const databaseFull: Trial = (_lab, seed) =>
  onSmallDisk(300, (folder) =>
    onOwnDatabase(async (lab, own) => {
      lab.books.slowness = 20;
      const journey = await fileToBooks(lab, orderNumbers(200), { asks: seed % 4 < 2 });
      const numbers = orderNumbers(200, 'H');
      const shop = await hookToBooks(lab, numbers, { asks: seed % 4 < 2 });
      const live = await startLive(lab, journey);
      lab.startWeb('all');
      await until(() => isUp(lab), 'the process is up');
      await until(() => lab.books.effects.length > (seed * 7) % 60, 'the first orders arrive');
      const ballast = await fill(folder);
      const sending = shop.sendAll(numbers.map((number) => ({ number, version: 1 })));
      // Where there is no room for the next piece of the journal, PostgreSQL ends, and the person has to start it again.
      const next = () => lab.koppel.services.db.execute(sql`select pg_switch_wal()`);
      for (let turn = 0; seed % 2 === 1 && turn < 6; turn += 1) await next().catch(() => undefined);
      await pause(4000 + seed * 300);
      await ballast.free();
      const alive = await lab.koppel.services.db.execute('select 1').then(
        () => true,
        () => false,
      );
      if (!alive) {
        await own.stop();
        await own.start();
      }
      const struckAt = performance.now();
      const answers = await sending;
      if (answers.some((status) => status !== 202 && status !== 503 && status !== null))
        throw new Broken(`hooks were answered ${[...new Set(answers)].join(', ')}`);
      await recovered(lab, shop.journey, await runsOfHook(lab, shop), struckAt);
      return recovered(lab, journey, [live], struckAt);
    }, folder),
  );

/** The data folder of a worker has no room at all; everything that records need lies in the database. */
export const dataFolderFull: Trial = (lab) =>
  onSmallDisk(1, async (folder) => {
    await fill(folder);
    const journey = await fileToBooks(lab, orderNumbers(120));
    const live = await startLive(lab, journey);
    const struckAt = performance.now();
    lab.startWorker(undefined, 1, { KOPPEL_DATA_DIR: folder });
    return recovered(lab, journey, [live], struckAt);
  });
