import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addJob } from '#server/database/queue.ts';
import { until } from '#server/faults/lab.ts';
import { type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

it('a job that a living worker could not give back, because the database was away, is taken up again', async () => {
  const { db } = koppel.services;
  const isAlive = async () => (await db.execute('select 1 from workers')).rows.length > 0;
  await until(isAlive, 'the worker lives');
  const nobodys = { organization: randomUUID(), run: randomUUID(), batch: 0 };
  await db.transaction(async (tx) => {
    await addJob(tx, 'batch', nobodys);
    await tx.execute(sql`
      update graphile_worker._private_jobs
      set locked_by = (select id from workers), locked_at = now() - interval '1 minute', attempts = 1`);
  });
  const isDone = async () => (await db.execute('select 1 from graphile_worker._private_jobs')).rows.length === 0;
  await until(isDone, 'the job is done', 15);
  expect(await isAlive()).toBe(true);
});
