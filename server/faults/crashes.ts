import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPoint } from '#server/crash-point.ts';
import { openDatabase } from '#server/database/database.ts';
import { asAdmin, databaseUrl } from '#server/testing/test-server.ts';
import { Broken } from './broken.ts';
import { fileToBooks, orderNumbers } from './journeys.ts';
import { endWorker, type Lab, spawnWorker, until, untilGone } from './lab.ts';
import { type Strike, startLive } from './trial.ts';

/** A worker dies at a point of its way; half of the seeds have a target that can be asked. */
export const crashAt = (point: CrashPoint): Strike => ({
  heal: startHealers,
  async strike(lab, seed) {
    const issued = orderNumbers(101 + ((seed * 37) % 150), `S${seed}-`);
    const journey = await fileToBooks(lab, issued, { asks: seed % 2 === 1, withToken: point === 'CP13' });
    const run = await startLive(lab, journey);
    const dying = lab.startWorker(point, visitOf(point, seed, issued.length));
    if ((await untilGone(dying)) !== 'SIGKILL') throw new Broken(`the worker did not die at ${point}`);
    return { journey, runs: async () => [run] };
  },
});

/** Every run passes these points once a record, a token is asked for once, and the others are passed once a batch at least. */
const onceARecord = new Set<CrashPoint>(['CP7', 'CP8']);

function visitOf(point: CrashPoint, seed: number, records: number): number {
  if (point === 'CP13') return 1;
  return 1 + (onceARecord.has(point) ? (seed * 29) % records : seed % 2);
}

/** One to three workers take over. */
function startHealers(lab: Lab, seed: number) {
  for (let more = 0; more < 1 + (seed % 3); more += 1) lab.startWorker();
}

/** It dies while it stops. */
export const crashWhileStopping: Strike = {
  heal: startHealers,
  async strike(lab, seed) {
    lab.books.slowness = 20;
    const issued = orderNumbers(120, `S${seed}-`);
    const journey = await fileToBooks(lab, issued, { asks: seed % 2 === 1 });
    const run = await startLive(lab, journey);
    const dying = lab.startWorker('CP11');
    await until(async () => (await journey.effects()).length > seed % 20, 'the first orders arrive');
    await endWorker(dying, 'SIGTERM');
    if (dying.signalCode !== 'SIGKILL') throw new Broken('the worker did not die at CP11');
    return { journey, runs: async () => [run] };
  },
};

/** It dies inside a migration of an empty database; the next start does it again, whole. */
export async function crashWhileMigrating(lab: Lab, seed: number): Promise<number> {
  const server = lab.koppel.environment.DATABASE_URL ?? '';
  const name = `koppel_faults_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, `create database ${name}`);
  const environment = { ...lab.koppel.environment, DATABASE_URL: databaseUrl(server, name) };
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
    await asAdmin(server, `drop database if exists ${name} with (force)`);
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
