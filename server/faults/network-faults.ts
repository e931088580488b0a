import { setTimeout as pause } from 'node:timers/promises';
import { Broken } from './broken.ts';
import { checkJourney, fileToBooks, orderNumbers, settledRecords } from './journeys.ts';
import { type Lab, until } from './lab.ts';
import { type Line, openLine } from './line.ts';
import { recovered, startLive, type Trial } from './trial.ts';

/** The wire to the books goes bad; what cannot be settled by asking waits for a person. */
const onTheWayToBooks =
  (spoil: (line: Line, seed: number) => unknown): Trial =>
  async (lab, seed) => {
    const journey = await fileToBooks(lab, orderNumbers(20 + seed), { asks: seed % 2 === 1, host: lab.line.host });
    spoil(lab.line, seed);
    const run = await startLive(lab, journey);
    const struckAt = performance.now();
    for (let more = 0; more < 1 + (seed % 3); more += 1) lab.startWorker();
    return recovered(lab, journey, [run], struckAt);
  };

export const answersCut = onTheWayToBooks((line, seed) => {
  line.cutAnswersAfter = [0, 1 + seed * 13, 40 + seed * 7];
});

export const slowWire = onTheWayToBooks((line, seed) => {
  line.latency = 50 + seed * 10;
});

/** An answer that drips in a byte a second would take minutes: it is given up after half a minute, and then the wire is well. */
export const dripping = onTheWayToBooks((line) => {
  line.drips = true;
  setTimeout(() => {
    line.drips = false;
  }, 5000).unref();
});

/** For a while nothing comes through, in no direction, and nobody is told. */
export const booksUnreachable = onTheWayToBooks((line, seed) => {
  setTimeout(() => line.freeze(), 1000 + seed * 40).unref();
  setTimeout(() => line.thaw(), 9000).unref();
});

/** A worker whose way to the database is a line that can go bad, in the middle of its work. */
async function behindLine(lab: Lab, seed: number, others: number) {
  const url = new URL(lab.koppel.environment.DATABASE_URL ?? '');
  const line = await openLine({ host: url.hostname, port: Number(url.port) });
  url.port = line.host.split(':')[1] ?? '';
  lab.books.slowness = 30;
  const journey = await fileToBooks(lab, orderNumbers(120 + seed * 3), { asks: seed % 2 === 1 });
  const run = await startLive(lab, journey);
  lab.startWorker(undefined, 1, { DATABASE_URL: url.href });
  await until(() => lab.books.effects.length > (seed * 3) % 40, 'the first orders arrive');
  for (let more = 0; more < others; more += 1) lab.startWorker();
  return { line, journey, run, struckAt: performance.now() };
}

const onTheWayToDatabase =
  (others: number, spoil: (line: Line, seed: number) => Promise<unknown>): Trial =>
  async (lab, seed) => {
    const { line, journey, run, struckAt } = await behindLine(lab, seed, others);
    try {
      const spoiling = spoil(line, seed);
      const took = await recovered(lab, journey, [run], struckAt);
      await spoiling;
      await checkJourney(journey, await settledRecords(lab.person, [run], 1));
      return took;
    } finally {
      line.thaw();
      await line.close();
    }
  };

/** Connections break in the middle of whatever is asked, five times. */
export const databaseCut = onTheWayToDatabase(0, async (line, seed) => {
  for (let turn = 0; turn < 5; turn += 1) {
    line.cut();
    await pause(100 + ((seed * 41 + turn * 67) % 300));
  }
});

/** The database has committed, and the worker never hears of it. */
export const commitsLost = onTheWayToDatabase(0, async (line, seed) => {
  line.lostAnswersTo = Array.from({ length: 1 + (seed % 4) }, () => 'commit');
});

/** The worker still reaches the books, but not the database: others take over, and when it wakes up it may not write. */
export const partitioned = onTheWayToDatabase(1, async (line) => {
  line.freeze();
  await pause(26_000);
  line.thaw();
  await pause(4000);
});

/** Its connections say nothing any more and are never closed; new ones work. It is alone. */
export const databaseForgets = onTheWayToDatabase(0, async (line) => line.forget());

export const slowDatabase = onTheWayToDatabase(0, async (line, seed) => {
  line.latency = 5 + (seed % 10);
});

/** The news that a job is there does not come through: it is found by looking. */
export const deaf: Trial = async (lab) => {
  const { line, journey, run, struckAt } = await behindLine(lab, 0, 0);
  try {
    line.isDeaf = true;
    line.cut();
    await recovered(lab, journey, [run], struckAt);
    lab.books.slowness = 0;
    const next = await fileToBooks(lab, orderNumbers(10, 'D'));
    const queuedAt = performance.now();
    const nextRun = await startLive(lab, next);
    await until(() => lab.books.effects.includes('D1'), 'the order arrives', 30);
    const found = performance.now() - queuedAt;
    if (found > 10_000) throw new Broken(`the job was found after ${Math.round(found / 1000)} s`);
    return await recovered(lab, next, [nextRun], queuedAt);
  } finally {
    await line.close();
  }
};
