import type { BooksFault } from './books.ts';
import { fileToBooks, orderNumbers } from './journeys.ts';
import { until } from './lab.ts';
import { recovered, startLive, type Trial } from './trial.ts';

/** The books fail at some orders, once each. */
export const booksFault =
  (fault: BooksFault): Trial =>
  async (lab, seed) => {
    const journey = await fileToBooks(lab, orderNumbers(20 + seed), { asks: seed % 2 === 1 });
    lab.books.faults = Array.from({ length: 3 + (seed % 4) }, () => fault);
    const run = await startLive(lab, journey);
    const struckAt = performance.now();
    for (let more = 0; more < 1 + (seed % 2); more += 1) lab.startWorker();
    return recovered(lab, journey, [run], struckAt);
  };

/** The key no longer works: the flow is on hold until a person has repaired it, and then goes on. */
export const keyWithdrawn: Trial = async (lab) => {
  const journey = await fileToBooks(lab, orderNumbers(20));
  lab.books.faults = ['withdrawn-401'];
  const run = await startLive(lab, journey);
  lab.startWorker();
  const status = async () => (await lab.person.call('getRun', { params: { id: run } })).status;
  await until(async () => (await status()) === 'on-hold', 'the flow is on hold');
  const struckAt = performance.now();
  const { items } = await lab.person.call('listConnections', {});
  const books = items.find(({ state }) => state === 'lost');
  await lab.person.call('checkConnection', { params: { id: books?.id ?? '' } });
  return recovered(lab, journey, [run], struckAt);
};
