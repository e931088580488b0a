import { afterEach, expect, test } from 'vitest';
import { ConnectionLostError, TemporaryError } from '#server/errors.ts';
import { startTrial, type Trial, type TrialOptions } from '#server/sandboxes/trial.ts';
import type { Cursor, Page, Source, SourceRecord } from '../connector.ts';

let clock = new Date();
let trial: Trial;
afterEach(() => trial.close());

async function shop(options: TrialOptions = {}): Promise<Source> {
  clock = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('myonlinestore', { now: () => clock, ...options });
  const { orders } = trial.connector.sources;
  if (!orders) throw new Error('the connector has no orders');
  return orders;
}

const later = (minutes: number) => {
  clock = new Date(clock.getTime() + minutes * 60_000);
};

/** Reads until there is no next page; `between` happens after each page. */
async function readAll(orders: Source, cursor: Cursor | null = null, between = async () => {}) {
  const records: SourceRecord[] = [];
  let page: Page | null = null;
  for (let at: Cursor | null = cursor; page === null || at !== null; at = page.next) {
    page = await orders.read(trial.context, {}, at);
    records.push(...page.records);
    await between();
  }
  return { keys: records.map(({ key }) => key), records, resume: page.resume };
}

test('the orders of the last 30 days come with their own document, test orders do not', async () => {
  const orders = await shop();
  const { keys, records } = await readAll(orders);
  expect(keys).toEqual(Array.from({ length: 12 }, (_, at) => String(20870 + at)));
  expect(records[0]).toMatchObject({
    title: '20870 · Tas Kleur: rood · 55.45 EUR',
    body: { number: '20870', status: 3, discountcode: null, shipping: [{ country: { isocode: 'NL' } }] },
  });
});

test('a day to start from leaves older orders alone', async () => {
  const orders = await shop();
  const page = await orders.read(trial.context, { from: '2026-02-25' }, null);
  expect(page.records.map(({ key }) => key)).toEqual(['20879', '20880', '20881']);
});

test('a big shop is read page by page, each order once, while new orders come in', async () => {
  const orders = await shop({ size: 250 });
  let placed = 0;
  const { keys, resume } = await readAll(orders, null, async () => {
    later(1);
    if (placed >= 3) return;
    placed += 1;
    await trial.control.act('myonlinestore', 'place-order', {});
  });
  expect(new Set(keys).size).toBe(keys.length);
  const afterwards = await readAll(orders, resume);
  expect(new Set([...keys, ...afterwards.keys]).size).toBe(253);
});

test('the next reading begins ten minutes before the newest change and brings what changed since', async () => {
  const orders = await shop();
  const { resume } = await readAll(orders);
  later(60);
  await trial.control.act('myonlinestore', 'pay-order', { number: '20872' });
  await trial.control.act('myonlinestore', 'place-order', { sku: 'THEE-EARL', quantity: 2 });
  const second = await readAll(orders, resume);
  // 20881 lies inside the overlap.
  expect(second.keys).toEqual(['20872', '20881', '20882']);
  expect(second.resume).toEqual({ since: '2026-03-02T10:50:00.000Z' });
  const third = await readAll(orders, second.resume);
  expect(third.keys).toEqual(['20872', '20882']);
});

test('an order that changes after its place was passed comes with the next reading', async () => {
  const orders = await shop({ size: 150 });
  const first = await orders.read(trial.context, {}, null);
  later(1);
  await trial.control.act('myonlinestore', 'change-status', { number: '20871', status: 'shipped' });
  later(30);
  await trial.control.act('myonlinestore', 'place-order', {});
  const last = await orders.read(trial.context, {}, first.next);
  const next = await readAll(orders, last.resume);
  expect(next.keys).toContain('20871');
});

test('the next reading never begins before the moment that a person chose', async () => {
  const orders = await shop();
  await trial.control.act('myonlinestore', 'place-order', {});
  const { keys, resume } = await readAll(orders, { since: '2026-03-02T09:55:00.000Z' });
  expect(keys).toEqual(['20882']);
  expect(resume).toEqual({ since: '2026-03-02T09:55:00.000Z' });
});

test('nothing new leaves the place where it was', async () => {
  const orders = await shop({ size: 0 });
  const { keys, resume } = await readAll(orders);
  expect(keys).toEqual([]);
  later(60);
  expect((await readAll(orders, resume)).resume).toEqual(resume);
});

test('an order is read again as it is now', async () => {
  const orders = await shop();
  await trial.control.act('myonlinestore', 'repair-vat', {});
  const repaired = await orders.readOne?.(trial.context, {}, '20879');
  expect(repaired).toMatchObject({ key: '20879', body: { orderlines: [{}, { price: { rate: '21.00' } }, {}] } });
  expect(await orders.readOne?.(trial.context, {}, 'unknown/1')).toBeNull();
  expect(await orders.readOne?.(trial.context, {}, 'T-3')).toBeNull();
});

test('a withdrawn token loses the connection, a busy shop is asked again later', async () => {
  const orders = await shop();
  const settings = { ...trial.context.settings, storeToken: 'withdrawn-token' };
  const lost = await orders.read(trial.contextFor(settings), {}, null).catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(ConnectionLostError);
  expect(lost).toMatchObject({ problem: { code: 'myonlinestore.key-refused', params: { message: 'Invalid token' } } });
  await trial.control.fault('myonlinestore', 'busy', 1);
  const busy = await orders.read(trial.context, {}, null).catch((error: unknown) => error);
  expect(busy).toBeInstanceOf(TemporaryError);
  expect(busy).toMatchObject({ retryAfterSeconds: 1 });
  expect(JSON.stringify(trial.exchanges)).not.toMatch(/withdrawn-token|demo-shop-store-token|demo-shop-partner-token/);
});

test('the check counts orders and products, and names what is wrong', async () => {
  await shop();
  const { check } = trial.connector;
  expect(await check(trial.context)).toMatchObject([
    { id: 'reachable', ok: true },
    { id: 'key', ok: true },
    { id: 'orders', ok: true, count: 12 },
    { id: 'articles', ok: true, count: 8 },
  ]);
  const wrong = trial.contextFor({ ...trial.context.settings, partnerToken: 'wrong' });
  expect(await check(wrong)).toMatchObject([
    { id: 'reachable', ok: true },
    { id: 'key', ok: false },
  ]);
  await trial.control.fault('myonlinestore', 'error', 1);
  expect(await check(trial.context)).toMatchObject([{ id: 'reachable', ok: false }]);
});
