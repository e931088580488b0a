import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Broken } from './broken.ts';
import { fileToBooks, orderNumbers } from './journeys.ts';
import { type Lab, until } from './lab.ts';
import { recovered, startLive, type Trial } from './trial.ts';

const clockModule = pathToFileURL(path.join(import.meta.dirname, 'moved-clock.ts')).href;
const hour = 3_600_000;

/** Works with a worker whose clock can be set. */
async function withClock(lab: Lab, work: (set: (milliseconds: number) => Promise<void>) => Promise<number>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'koppel-clock-'));
  const file = path.join(folder, 'offset');
  const set = (milliseconds: number) => writeFile(file, String(milliseconds));
  try {
    await set(0);
    lab.startWorker(undefined, 1, { NODE_OPTIONS: `--import=${clockModule}`, KOPPEL_CLOCK_FILE: file });
    return await work(set);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A worker's clock jumps an hour and back in the middle of the work, while orders wait for another attempt; others may be right. */
export const clockJumps: Trial = (lab, seed) =>
  withClock(lab, async (set) => {
    const ahead = seed % 2 === 0 ? hour : -hour;
    for (let more = 0; more < seed % 3; more += 1) lab.startWorker();
    lab.books.slowness = 20;
    const journey = await fileToBooks(lab, orderNumbers(120 + seed), { asks: seed % 4 < 2 });
    const run = await startLive(lab, journey);
    await until(() => lab.books.effects.length > (seed * 7) % 60, 'the first orders arrive');
    const struckAt = performance.now();
    await set(ahead);
    lab.books.faults = Array.from({ length: 6 }, () => 'away-503');
    await until(() => lab.books.faults.length === 0, 'the books were away');
    await set(0);
    return recovered(lab, journey, [run], struckAt);
  });

/** The clock is an hour ahead when a flow is checked, and then right again: the next check does not wait for that hour. */
export const checksAfterJump: Trial = (lab) =>
  withClock(lab, async (set) => {
    await set(hour);
    const journey = await fileToBooks(lab, orderNumbers(10), { everyMinutes: 1 });
    await lab.person.call('turnOn', { params: { id: journey.flowId }, body: {} });
    const runs = async () => (await lab.person.call('listRuns', { query: { flow: journey.flowId } })).items;
    await until(async () => (await runs()).length > 0, 'the flow starts by itself');
    await set(0);
    const struckAt = performance.now();
    const [first] = await runs();
    await recovered(lab, journey, [first?.id ?? ''], struckAt);
    const next = async () => (await lab.person.call('getFlow', { params: { id: journey.flowId } })).nextCheckAt;
    const isSoon = async () => Date.parse((await next()) ?? '') < Date.now() + 2 * 60_000;
    await until(isSoon, 'the next check is near again', 60).catch((cause: unknown) => {
      throw new Broken(`the next check waits for an hour that was none: ${String(cause)}`);
    });
    return performance.now() - struckAt;
  });
