import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPoint } from '#server/crash-point.ts';
import { openDatabase } from '#server/database/database.ts';
import { asAdmin, databaseUrl, type TestServer } from '#server/testing/test-server.ts';
import { Broken } from './broken.ts';
import { fileToBooks, orderNumbers, shopToAccounting } from './journeys.ts';
import { endWorker, type Lab, spawnWorker, until, untilGone } from './lab.ts';
import { recovered, startLive, type Trial } from './trial.ts';

/** How often a run of each journey passes the point: a seed chooses one of these times. */
const passings: Partial<Record<CrashPoint, { file: number; shop: number }>> = {
  CP1: { file: 2, shop: 1 },
  CP2: { file: 2, shop: 1 },
  CP3: { file: 2, shop: 1 },
  CP4: { file: 2, shop: 1 },
  CP5: { file: 2, shop: 2 },
  CP6: { file: 2, shop: 1 },
  CP7: { file: 120, shop: 8 },
  CP8: { file: 120, shop: 8 },
  CP9: { file: 2, shop: 1 },
  CP10: { file: 2, shop: 1 },
  CP13: { file: 0, shop: 1 },
};
const orders = 120;

/** A worker dies at a point of its way and another one starts; the odd seeds have a target that can be asked. */
export const crashAt =
  (point: CrashPoint): Trial =>
  async (lab, seed) => {
    const { file, shop } = passings[point] ?? { file: 0, shop: 0 };
    const asked = seed % 2 === 1 || file === 0;
    const journey = asked ? await shopToAccounting(lab) : await fileToBooks(lab, orderNumbers(orders));
    const run = await startLive(lab, journey);
    const dying = lab.startWorker(point, 1 + ((seed * 7) % (asked ? shop : file)));
    if ((await untilGone(dying)) !== 'SIGKILL') throw new Broken(`the worker did not die at ${point}`);
    const struckAt = performance.now();
    lab.startWorker();
    return recovered(lab, journey, [run], struckAt);
  };

/** It dies while it stops. */
export const crashWhileStopping: Trial = async (lab, seed) => {
  lab.books.slowness = 20;
  const journey = await fileToBooks(lab, orderNumbers(orders));
  const run = await startLive(lab, journey);
  const dying = lab.startWorker('CP11');
  await until(() => lab.books.effects.length > seed % 20, 'the first orders arrive');
  await endWorker(dying, 'SIGTERM');
  if (dying.signalCode !== 'SIGKILL') throw new Broken('the worker did not die at CP11');
  const struckAt = performance.now();
  lab.startWorker();
  return recovered(lab, journey, [run], struckAt);
};

/** It dies inside a migration of an empty database; the next start does it again, whole. */
export async function crashWhileMigrating(server: TestServer, lab: Lab, seed: number): Promise<number> {
  const name = `koppel_faults_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.url, `create database ${name}`);
  const environment = { ...lab.koppel.environment, DATABASE_URL: databaseUrl(server.url, name) };
  const migrations = (await countMigrations(lab.koppel.environment.DATABASE_URL ?? '')) ?? 0;
  try {
    const dying = spawnWorker(environment, `CP12:${1 + (seed % migrations)}`);
    if ((await untilGone(dying)) !== 'SIGKILL') throw new Broken('the worker did not die at CP12');
    const struckAt = performance.now();
    const next = spawnWorker(environment);
    await until(
      async () => (await countMigrations(environment.DATABASE_URL)) === migrations,
      'the database is migrated',
    );
    await endWorker(next, 'SIGKILL');
    return performance.now() - struckAt;
  } finally {
    await pause(100);
    await asAdmin(server.url, `drop database if exists ${name} with (force)`);
  }
}

async function countMigrations(url: string): Promise<number | null> {
  const { db, close } = openDatabase(url, 1);
  try {
    const { rows } = await db.execute<{ there: boolean }>(
      "select to_regclass('public.migrations') is not null as there",
    );
    if (!rows[0]?.there) return null;
    const { rows: counted } = await db.execute<{ count: number }>('select count(*)::int as count from migrations');
    return counted[0]?.count ?? null;
  } finally {
    await close();
  }
}
