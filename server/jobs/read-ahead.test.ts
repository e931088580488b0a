import { afterAll, beforeAll, expect, it } from 'vitest';
import { findRun } from '#server/database/runs.ts';
import { type Books, openBooks } from '#server/faults/books.ts';
import { fileToBooks, orderNumbers } from '#server/faults/journeys.ts';
import { type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';
import { runBatch } from './batch.ts';
import { createHands } from './hands.ts';
import { createLease } from './lease.ts';
import { readNextPage } from './read.ts';

const [mostAhead, lowWater] = [40, 20];
let books: Books;
let koppel: RunningKoppel;
beforeAll(async () => {
  books = await openBooks();
  koppel = await runKoppel({ worker: false, allowPrivate: books.host });
});
afterAll(async () => {
  await koppel.stop();
  await books.close();
});

it('a source is never read further ahead than 40 batches, goes on when 20 of them are left, and not while it is paused', async () => {
  const person = await koppel.person('admin');
  const { flowId } = await fileToBooks({ person, books }, orderNumbers(7000));
  const { id } = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  const job = { organization: person.organizationId, run: id };
  const csv = koppel.services.connectors.get('csv');
  const { rows } = csv?.sources ?? {};
  if (!csv || !rows) throw new Error('There is no CSV connector');
  let asked = 0;
  const read: typeof rows.read = (...given) => {
    asked += 1;
    return rows.read(...given);
  };
  const counting = { ...csv, sources: { ...csv.sources, rows: { ...rows, read } } };
  const services = { ...koppel.services, connectors: new Map([...koppel.services.connectors, ['csv', counting]]) };
  const working = {
    ...services,
    lease: createLease(),
    worker: 'by-hand',
    busy: new Set<string>(),
    hands: createHands(1),
  };
  // Nobody has a hand free, so that every batch goes to the queue.
  const reading = { ...working, hands: createHands(0) };
  const stand = async () => {
    const run = await findRun(services.db, { organizationId: person.organizationId, runId: id });
    return { open: run?.openBatches ?? 0, parked: run?.reading?.parked === true };
  };

  while (!(await stand()).parked) await readNextPage(reading, job, false);
  expect(asked).toBe(mostAhead);
  expect(await stand()).toEqual({ open: mostAhead, parked: true });
  await readNextPage(reading, job, false);
  expect(asked).toBe(mostAhead);

  for (let batch = 0; batch < mostAhead - lowWater; batch += 1) {
    expect(await stand()).toEqual({ open: mostAhead - batch, parked: true });
    await runBatch({ ...working, lease: createLease() }, { ...job, batch }, false);
  }
  expect(await stand()).toEqual({ open: lowWater, parked: false });
  await person.call('pauseRun', { params: { id } });
  await readNextPage(reading, job, false);
  expect(asked).toBe(mostAhead);
  await person.call('resumeRun', { params: { id } });
  while (!(await stand()).parked) await readNextPage(reading, job, false);
  expect(await stand()).toEqual({ open: mostAhead, parked: true });
  expect(asked).toBe(2 * mostAhead - lowWater);
});
