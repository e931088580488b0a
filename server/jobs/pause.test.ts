import type { ChildProcess } from 'node:child_process';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { addJob } from '#server/database/queue.ts';
import { findRun } from '#server/database/runs.ts';
import { ConnectionLostError } from '#server/errors.ts';
import { type Books, openBooks } from '#server/faults/books.ts';
import { fileToBooks, orderNumbers } from '#server/faults/journeys.ts';
import { spawnWorker, until } from '#server/faults/lab.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';
import { holdRun } from './hold.ts';

const many = 2000;
const workers: ChildProcess[] = [];
let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterEach(() => {
  books.slowness = 0;
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await books.close();
});

/** An instance of its own, so that its queue holds nothing else. */
async function within(worker: boolean, use: (koppel: RunningKoppel, person: Person) => Promise<void>) {
  const koppel = await runKoppel({ worker, allowPrivate: books.host });
  try {
    await use(koppel, await koppel.person('admin'));
  } finally {
    await koppel.stop();
  }
}

const rest = async ({ services: { db } }: RunningKoppel) => {
  const { rows } = await db.execute<{ busy: boolean }>(sql`
    select exists (select 1 from batches where holder is not null and not done)
      or exists (select 1 from graphile_worker._private_jobs where run_at <= now() + interval '1 minute') as busy`);
  return rows[0]?.busy === false;
};

/** The connection works: runs that wait for it may go on. */
async function checkBooks(person: Person) {
  const { items } = await person.call('listConnections', {});
  const address = items.find(({ connector }) => connector === 'http');
  await person.call('checkConnection', { params: { id: address?.id ?? '' } });
}

/** Starts a long run and pauses it in the middle. */
async function paused(koppel: RunningKoppel, person: Person, prefix: string) {
  const before = books.effects.length;
  books.slowness = 15;
  const { flowId } = await fileToBooks({ person, books }, orderNumbers(many, prefix));
  const { id } = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  await until(() => books.effects.length > before + 2, 'the first orders arrive');
  const run = await person.call('pauseRun', { params: { id } });
  expect(run).toMatchObject({ status: 'on-hold', problem: { code: 'run.paused', params: { person: 'A person' } } });
  await until(() => rest(koppel), 'what was under way has ended');
  books.slowness = 0;
  return { id, sent: () => books.effects.length - before };
}

it('a paused run ends the batches that are under way, begins no other, and goes on where it stood', async () => {
  await within(true, async (koppel, person) => {
    const { id, sent } = await paused(koppel, person, 'A');
    const stopped = await person.call('getRun', { params: { id } });
    expect(sent()).toBe(stopped.counts.sent);
    expect(stopped.counts.sent % 100).toBe(0);
    expect(stopped.counts.sent).toBeLessThan(many);

    const place = { organization: person.organizationId, run: id };
    await addJob(koppel.services.db, 'read', place);
    for (let batch = 0; batch < many / 100; batch += 1) await addJob(koppel.services.db, 'batch', { ...place, batch });
    await checkBooks(person);
    await until(() => rest(koppel), 'the queue has looked at all of it');
    expect(await person.call('getRun', { params: { id } })).toMatchObject({
      status: 'on-hold',
      counts: stopped.counts,
    });

    expect(await person.call('resumeRun', { params: { id } })).toMatchObject({ status: 'running', problem: null });
    const ended = await untilEnded(person, id);
    expect(ended).toMatchObject({ status: 'done', problem: null, counts: { read: many, sent: many, attention: 0 } });
    expect(sent()).toBe(many);
    expect(new Set(books.effects).size).toBe(books.effects.length);
  });
});

it('a paused run can be stopped, and what it had not done needs a person', async () => {
  await within(true, async (koppel, person) => {
    const { id, sent } = await paused(koppel, person, 'B');
    await person.call('stopRun', { params: { id } });
    const ended = await untilEnded(person, id);
    const { read, attention } = ended.counts;
    expect(ended).toMatchObject({ status: 'stopped', problem: null, counts: { sent: sent(), waiting: 0 } });
    expect(attention).toBe(read - sent());
    expect(await person.call('pauseRun', { params: { id } })).toMatchObject({ status: 'stopped' });
    expect(await person.call('resumeRun', { params: { id } })).toMatchObject({ status: 'stopped' });
  });
});

it('stays paused when a worker starts anew, and when its connection was lost and works again', async () => {
  await within(false, async (koppel, person) => {
    const { flowId } = await fileToBooks({ person, books }, orderNumbers(20, 'C'));
    const { id } = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
    await person.call('pauseRun', { params: { id } });
    workers.push(spawnWorker(koppel.environment));
    await until(() => rest(koppel), 'the new worker has looked at the queue');

    const run = await findRun(koppel.services.db, { organizationId: person.organizationId, runId: id });
    const node =
      run && (await person.call('getRun', { params: { id } })).graph.nodes.find(({ kind }) => kind === 'target');
    if (!run || !node) throw new Error('There is no run');
    await holdRun(koppel.services, run, node, new ConnectionLostError({ problem: { code: 'test.lost', params: {} } }));
    await checkBooks(person);
    const still = await person.call('getRun', { params: { id } });
    expect(still).toMatchObject({ status: 'on-hold', problem: { code: 'run.paused' }, counts: { read: 0 } });

    await person.call('resumeRun', { params: { id } });
    expect(await untilEnded(person, id)).toMatchObject({ status: 'done', counts: { read: 20, sent: 20 } });
  });
});

it('is paused and resumed by whoever may stop it, and by nobody else', async () => {
  await within(false, async (koppel, person) => {
    const { flowId } = await fileToBooks({ person, books }, orderNumbers(1, 'D'));
    const { id } = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
    const viewer = await koppel.person('viewer', person.organizationId);
    const merchant = await koppel.person('merchant', person.organizationId);
    for (const deed of ['pauseRun', 'resumeRun'] as const) {
      expect((await viewer.ask(deed, { params: { id } })).status).toBe(403);
      expect((await merchant.ask(deed, { params: { id } })).status).toBe(200);
      expect((await (await koppel.person('admin')).ask(deed, { params: { id } })).status).toBe(404);
    }
  });
});
