import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDueFlows } from '#server/jobs/schedule.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

/** The flows between StoreKeeper and Winkelstraat as a person turns them on, with messages that really travel. */
let koppel: RunningKoppel;
let person: Person;
let home: string;
let connections: { backoffice: string; marketplace: string };
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
  connections = {
    backoffice: await connectSandbox(person, 'storekeeper'),
    marketplace: await connectSandbox(person, 'winkelstraat'),
  };
  home = await koppel.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => koppel.stop());

const long = { timeout: 20_000 };

type Name = 'storekeeper' | 'winkelstraat';
const act = async (name: Name, action: string, body: Record<string, string | number | boolean> = {}) =>
  (await person.call('actOnSandbox', { params: { name, action }, body })).key;

async function table(name: Name, id: string) {
  const { items } = await person.call('listSandboxes', {});
  return items.find((it) => it.name === name)?.tables.find((it) => it.id === id)?.rows ?? [];
}
const atMarketplace = async (sku: string) => (await table('winkelstraat', 'products')).find((row) => row.sku === sku);
const inBackoffice = async (order: string) =>
  (await table('storekeeper', 'orders')).filter((row) => row.shop_order_number === order);
const stockOf = async (sku: string) => (await table('storekeeper', 'stock')).find((row) => row.sku === sku);

async function turnedOn(template: string): Promise<string> {
  const { id } = await person.call('createFlow', { body: { template, connections } });
  await person.call('publishFlow', { params: { id }, body: {} });
  await person.call('turnOn', { params: { id }, body: { from: 'now' } });
  return id;
}

/** The address of an inbox as the other system reaches it. */
async function addressOf(connection: string) {
  const inbox = await person.call('getInbox', { params: { id: connection } });
  return { ...inbox, address: home + inbox.path };
}

/** What became of a record in a flow, newest first, once it ended there so many times. */
async function outcomeIn(flow: string, key: string, times = 1) {
  for (;;) {
    const { items } = await person.call('searchRecords', { query: { q: key, flow } });
    const ended = items.filter((it) => it.key === key && it.outcome !== 'waiting');
    if (ended.length >= times)
      return ended.map(({ outcome, problem }) => (problem ? `${outcome} ${problem.code}` : outcome));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let changes = '';
let orders = '';

test('both systems are connected, and the checks count their products', async () => {
  for (const [id, count] of [
    [connections.backoffice, 12],
    [connections.marketplace, 1],
  ] as const) {
    const { state, checks } = await person.call('checkConnection', { params: { id } });
    expect(state).toBe('working');
    expect(checks.map((check) => check.count)).toEqual([undefined, undefined, count]);
  }
});

test('a change before the first feed is told to nobody, and says that the feed must run first', long, async () => {
  changes = await turnedOn('stock-changes-to-winkelstraat');
  const { path, address } = await addressOf(connections.backoffice);
  const shown = await person.call('getInbox', { params: { id: connections.backoffice } });
  const given: unknown = JSON.parse(Buffer.from(shown.code ?? '', 'base64').toString());
  expect(given).toMatchObject({ webhook_url: expect.stringContaining(path) });
  const code = Buffer.from(JSON.stringify({ ...Object(given), webhook_url: address })).toString('base64');
  await act('storekeeper', 'connect-channel', { code });
  await act('storekeeper', 'change-stock', { sku: 'JURK-BLAUW-S', stock: 9 });
  expect(await outcomeIn(changes, 'JURK-BLAUW-S')).toEqual(['attention winkelstraat.not-in-feed']);
  expect(await atMarketplace('JURK-BLAUW-S')).toBeUndefined();
});

test('the feed runs each night at three, whole, with what is published on the channel only', long, async () => {
  const feed = await turnedOn('stock-feed-to-winkelstraat');
  const { nextCheckAt } = await person.call('getFlow', { params: { id: feed } });
  const night = new Date(nextCheckAt ?? '');
  expect(night.getMinutes()).toBe(0);
  await startDueFlows({ ...koppel.services, now: () => night });
  const [first] = (await person.call('listRuns', { query: { flow: feed } })).items;
  expect((await untilEnded(person, first?.id ?? '')).counts).toMatchObject({
    read: 12,
    sent: 11,
    leftOut: 1,
    attention: 0,
  });
  // The clock of this test goes back from the night, and what it had planned would be brought forward.
  await person.call('turnOff', { params: { id: feed } });
  expect(await atMarketplace('JURK-BLAUW-S')).toMatchObject({ quantity: 9, onSale: true });
  expect(await atMarketplace('BROEK-ZWART-M')).toMatchObject({ quantity: 100 });
  expect(await atMarketplace('ROK-ROOD-S')).toBeUndefined();
});

test('from then on every change of stock is there at once', long, async () => {
  await act('storekeeper', 'change-stock', { sku: 'JURK-BLAUW-S', stock: 4 });
  expect((await outcomeIn(changes, 'JURK-BLAUW-S', 2)).sort()).toEqual(['attention winkelstraat.not-in-feed', 'sent']);
  expect(await atMarketplace('JURK-BLAUW-S')).toMatchObject({ quantity: 4 });
});

test(
  'what is taken off the channel is no longer for sale, and its later changes are told to nobody',
  long,
  async () => {
    await act('storekeeper', 'publish-product', { sku: 'SHIRT-WIT-S', published: false });
    expect(await outcomeIn(changes, 'SHIRT-WIT-S')).toEqual(['sent']);
    expect(await atMarketplace('SHIRT-WIT-S')).toMatchObject({ quantity: 0, onSale: false });
    await act('storekeeper', 'change-stock', { sku: 'SHIRT-WIT-S', stock: 15 });
    await act('storekeeper', 'change-stock', { sku: 'JURK-BLAUW-S', stock: 5 });
    await outcomeIn(changes, 'JURK-BLAUW-S', 3);
    await act('storekeeper', 'publish-product', { sku: 'SHIRT-WIT-S', published: true });
    expect(await outcomeIn(changes, 'SHIRT-WIT-S', 2)).toEqual(['sent', 'sent']);
    expect(await atMarketplace('SHIRT-WIT-S')).toMatchObject({ quantity: 15 });
  },
);

test('an order arrives at once as an administrative one, takes its stock, and is never shipped', long, async () => {
  orders = await turnedOn('winkelstraat-orders-to-storekeeper');
  await act('winkelstraat', 'set-orders-address', { address: (await addressOf(connections.marketplace)).address });
  const before = await stockOf('VEST-GROEN-S');
  const key = await act('winkelstraat', 'place-order', { sku: 'VEST-GROEN-S', quantity: 2 });
  expect(await outcomeIn(orders, key)).toEqual(['sent']);
  expect(await inBackoffice(key)).toMatchObject([
    { status: 'complete', customer_reference: 'Copernicus / Winkelstraat.nl', what: '2 × Vest groen maat S' },
  ]);
  expect((await stockOf('VEST-GROEN-S'))?.stock).toBe(Number(before?.stock) - 2);
  const { items } = await person.call('listReceived', { params: { name: 'storekeeper' } });
  expect(items.map(({ what }) => what)).toEqual(['order', 'order status']);
  expect(JSON.stringify(items)).not.toContain('@');
  // What the marketplace sold itself is not told to it again; the next change of another kind is.
  const sold = (await atMarketplace('VEST-GROEN-S'))?.quantity;
  await act('storekeeper', 'change-stock', { sku: 'BROEK-ZWART-S', stock: 8 });
  await outcomeIn(changes, 'BROEK-ZWART-S');
  expect((await atMarketplace('VEST-GROEN-S'))?.quantity).toBe(sold);
});

test('the same order sent twice is there once', long, async () => {
  const key = await act('winkelstraat', 'place-order', { sku: 'JURK-BLAUW-S' });
  await outcomeIn(orders, key);
  await act('winkelstraat', 'resend-order');
  await person.call('faultSandbox', {
    params: { name: 'winkelstraat' },
    body: { kind: 'duplicate-webhook', times: 1 },
  });
  const last = await act('winkelstraat', 'place-order', { sku: 'JURK-BLAUW-S' });
  await outcomeIn(orders, last);
  expect(await inBackoffice(key)).toHaveLength(1);
  expect(await inBackoffice(last)).toHaveLength(1);
  expect(await outcomeIn(orders, key)).toEqual(['sent']);
});

test('an order for what the channel does not have needs attention and names it', long, async () => {
  const key = await act('winkelstraat', 'place-order', { sku: 'ONBEKEND' });
  expect(await outcomeIn(orders, key)).toEqual(['attention storekeeper.product-unknown']);
});

test('nobody without the secret can send here', async () => {
  for (const id of Object.values(connections)) {
    const { path } = await person.call('getInbox', { params: { id } });
    const headers = {
      'content-type': 'application/json',
      upxhooktoken: 'wrong-wrong-wrong-1',
      'x-api-key': 'wrong-wrong-wrong-1',
    };
    const answer = await koppel.app.inject({ method: 'POST', url: path, headers, payload: '{"action":"events"}' });
    expect(answer.statusCode).toBe(401);
  }
});

test('StoreKeeper gets the answer that it waits for', async () => {
  const { path } = await person.call('getInbox', { params: { id: connections.backoffice } });
  const { receiving, sandbox } = koppel.services.connectors.get('storekeeper') ?? {};
  const settings = (await sandbox?.settings('http://127.0.0.1:1/storekeeper')) ?? {};
  const sample = receiving?.sample(settings, 1, new Date('2026-11-20T09:30:00Z'));
  const headers = Object.fromEntries(Object.entries(sample?.headers ?? {}).map(([name, value]) => [name, value ?? '']));
  const answer = await koppel.app.inject({ method: 'POST', url: path, headers, payload: sample?.body ?? '' });
  expect([answer.statusCode, answer.json()]).toEqual([200, { success: true }]);
});

test('a channel that is connected by its code gets its keys handed over, and nobody else takes its place', async () => {
  const hookToken = 'a-secret-of-my-own-1';
  const { id } = await person.call('createConnection', {
    body: { connector: 'storekeeper', name: 'Mine', settings: { hookToken }, sandbox: false },
  });
  const before = await person.call('checkConnection', { params: { id } });
  expect(before.checks.map(({ problem }) => problem?.code)).toContain('storekeeper.not-connected-yet');
  const { path } = await person.call('getInbox', { params: { id } });
  const { sandboxes, connectors } = koppel.services;
  const { sandbox } = connectors.get('storekeeper') ?? {};
  const demo = (await sandbox?.settings(sandboxes?.addressOf('storekeeper') ?? '')) ?? {};
  const { apiUrl: api_url, apiKey: apikey, account, subaccount, user } = demo;
  const init = (change: object) => ({
    action: 'init',
    payload: { api_url, sync_auth: { account, subaccount, user, apikey, ...change }, shop: { id: 12 } },
  });
  const send = async (payload: object) => {
    const headers = { 'content-type': 'application/json', upxhooktoken: hookToken };
    return (await koppel.app.inject({ method: 'POST', url: path, headers, payload })).statusCode;
  };
  expect(await send(init({}))).toBe(200);
  expect(await person.call('checkConnection', { params: { id } })).toMatchObject({ state: 'working' });
  expect(await send(init({ account: 'somebody-else' }))).toBe(400);
  const kept = await person.call('getConnection', { params: { id } });
  expect(kept.settings).toMatchObject({ account: 'demo' });
  expect(JSON.stringify(kept)).not.toContain('storekeeper-demo-api-key');
});
