import { afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Cursor, Source } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';

let trial: Trial;
let now = new Date();
afterEach(() => trial.close());

async function account(size: number): Promise<Source> {
  now = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('bol', { size, now: () => now });
  const { orders } = trial.connector.sources;
  if (!orders) throw new Error('the connector reads no orders');
  return orders;
}

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};
const act = async (action: string, input: Record<string, string | number | boolean> = {}) => {
  const acted = await trial.control.act('bol', action, input);
  return acted?.ok ? acted.key : '';
};
const questions = () =>
  trial.exchanges
    .map(({ url }) => new URL(url))
    .filter(({ pathname }) => pathname.endsWith('/retailer/orders'))
    .map(({ searchParams }) => Object.fromEntries(searchParams));
const sinceOf = (cursor: Cursor) => z.object({ since: z.string().nullable() }).parse(cursor).since;

test('the first reading gives the open orders and those that were handled lately, of the own warehouse only', async () => {
  const { keys } = await readToEnd(await account(12), trial.context, null);
  expect(keys).toHaveLength(11);
  const all = await trial.connector.sources.orders?.read(trial.context, { fulfilment: 'ALL' }, null);
  expect(all?.records).toHaveLength(12);
});

test('an order is called by its number, its products and what they cost', async () => {
  const { records } = await readToEnd(await account(12), trial.context, null);
  expect(records.at(-1)).toMatchObject({
    key: '2000000000',
    title: '2000000000 · Tas rood +1 · 114.70 EUR',
    body: { shipmentDetails: { houseNumber: '12', houseNumberExtension: 'B' } },
  });
});

test('the next reading asks for the changes of the minutes since, and finds what changed of an order', async () => {
  const orders = await account(12);
  const first = await readToEnd(orders, trial.context, null);
  later(5);
  const placed = await act('place-order');
  const cancelled = await act('cancel-order', { order: '2000000000' });
  trial.exchanges.length = 0;
  const next = await readToEnd(orders, trial.context, first.resume);
  expect(questions()[0]).toMatchObject({ status: 'ALL', 'change-interval-minute': '16' });
  expect(next.keys).toEqual([placed, cancelled]);
  expect(next.records[1]?.body).toMatchObject({ orderItems: [{ quantityCancelled: 1 }, { quantityCancelled: 1 }] });
});

test('an order that moves up a page while pages are read comes with the next reading', async () => {
  const orders = await account(150);
  const first = await orders.read(trial.context, {}, null);
  // Handled orders leave the list after two days, and all that is older than they are moves up.
  later(46 * 60);
  const rest = await readToEnd(orders, trial.context, first.next);
  const seen = new Set([...first.records.map(({ key }) => key), ...rest.keys]);
  const missed = (await readToEnd(orders, trial.context, null)).keys.filter((key) => !seen.has(key));
  expect(missed.length).toBeGreaterThan(0);
  expect((await readToEnd(orders, trial.context, rest.resume)).keys).toEqual(expect.arrayContaining(missed));
});

test('a reading of several pages is repeated once, and one of a single page is not', async () => {
  const large = await readToEnd(await account(150), trial.context, null);
  expect(sinceOf(large.resume)).toBeNull();
  const again = await readToEnd(trial.connector.sources.orders ?? (await account(1)), trial.context, large.resume);
  expect(again.keys).toEqual(large.keys);
  expect(sinceOf(again.resume)).toBe('2026-03-02T09:50:00.000Z');
  await trial.close();
  const small = await readToEnd(await account(12), trial.context, null);
  expect(sinceOf(small.resume)).toBe('2026-03-02T09:50:00.000Z');
});

test('new orders that push others to the next page are no reason to read those twice', async () => {
  const orders = await account(150);
  const first = await orders.read(trial.context, {}, null);
  await act('place-order');
  await act('place-order');
  const { keys } = await readToEnd(orders, trial.context, first.next);
  const all = [...first.records.map(({ key }) => key), ...keys];
  expect(new Set(all).size).toBe(all.length);
});

test('after a long pause changes are asked for day by day, because bol tells by the minute only for an hour', async () => {
  const orders = await account(12);
  const first = await readToEnd(orders, trial.context, null);
  later(26 * 60);
  const placed = await act('place-order');
  later(24 * 60);
  trial.exchanges.length = 0;
  const next = await readToEnd(orders, trial.context, first.resume);
  expect([...new Set(questions().map((it) => it['latest-change-date']))]).toEqual([
    '2026-03-02',
    '2026-03-03',
    '2026-03-04',
  ]);
  expect(next.keys).toEqual([placed]);
});

test('a period gives what changed in it and nothing else', async () => {
  const orders = await account(12);
  const from = new Date('2026-03-01T00:00:00Z');
  const until = new Date('2026-03-01T20:00:00Z');
  const { records } = await readToEnd(orders, trial.context, orders.cursorAt?.({}, from, until) ?? null);
  const placed = records.map(({ body }) => z.object({ orderPlacedDateTime: z.coerce.date() }).parse(body));
  expect(placed.length).toBeGreaterThan(2);
  for (const { orderPlacedDateTime: at } of placed) expect(at >= from && at <= until).toBe(true);
});

test('an offer brings its title along from the catalogue, and without a reference goes by its EAN', async () => {
  await account(12);
  const { offers } = trial.connector.sources;
  const page = await offers?.read(trial.context, {}, null);
  expect(page?.records[0]).toMatchObject({
    key: 'TAS-ROOD',
    body: { ean: '8712345000011', catalogue: { attributes: [{ id: 'Title', values: [{ value: 'Tas rood' }] }, {}] } },
  });
  expect(page?.records[7]).toMatchObject({ key: '8712345000080' });
  const bare = await offers?.read(trial.context, { withCatalogue: false }, null);
  expect(bare?.records[0]?.body).not.toHaveProperty('catalogue');
});

test('two thousand orders come whole, at the speed that bol allows', async () => {
  const orders = await account(2000);
  const keys: string[] = [];
  for (let cursor: Cursor | null = null, pages = 0; pages === 0 || cursor !== null; pages += 1) {
    later(0.05);
    const page = await orders.read(trial.context, {}, cursor);
    keys.push(...page.records.map(({ key }) => key));
    cursor = page.next;
  }
  expect(new Set(keys).size).toBe(1800);
  expect(keys).toHaveLength(1800);
});
