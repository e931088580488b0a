import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';
import { dropOldContent } from './retention.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

async function runOnce() {
  const { flow } = await publishOrdersToAddress(person);
  const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'live' } });
  return { flow, run: await untilEnded(person, started.id) };
}

const count = async (table: string, flow: string) => {
  const { rows } = await koppel.services.db.execute<{ n: number }>(
    sql`select count(*)::int as n from ${sql.raw(table)} where flow_id = ${flow}`,
  );
  return rows[0]?.n;
};

it('what records carried is deleted after a while; their results, counts and the ledger stay', async () => {
  const { run } = await runOnce();
  const { db, now } = koppel.services;
  const at = { params: { id: run.id, no: 0 } };
  expect((await person.call('getRunRecord', at)).input).not.toBeNull();
  await dropOldContent(db, new Date(now().getTime() - 60_000), now());
  expect((await person.call('getRunRecord', at)).contentDroppedAt).toBeNull();

  await dropOldContent(db, new Date(now().getTime() + 60_000), now());
  const record = await person.call('getRunRecord', at);
  expect(record).toMatchObject({ input: null, contentDroppedAt: expect.any(String), outcome: expect.any(String) });
  expect(record.entries.every(({ output, exchanges }) => output === null && exchanges.length === 0)).toBe(true);
  expect((await person.call('getRun', { params: { id: run.id } })).counts).toEqual(run.counts);
  const records = [{ run: run.id, no: 0 }];
  const refused = await person.ask('replay', { body: { records, from: 'start' } });
  expect(refused).toMatchObject({ status: 409, body: { code: 'run.content-gone' } });
  const { runs } = await person.call('replay', { body: { records, from: 'source' } });
  expect((await untilEnded(person, runs[0]?.id ?? '')).counts.read).toBe(1);
});

it('everything of a flow goes with it', async () => {
  const { flow, run } = await runOnce();
  const tables = ['records', 'deliveries', 'seen', 'runs'];
  for (const table of tables) expect(await count(table, flow.id)).toBeGreaterThan(0);
  expect(run.status).toBe('done');
  await koppel.services.db.execute(sql`delete from flows where id = ${flow.id}`);
  for (const table of tables) expect([table, await count(table, flow.id)]).toEqual([table, 0]);
});
