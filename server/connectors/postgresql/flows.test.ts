import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
let connections: { shop: string; database: string };
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('expert');
  connections = {
    shop: await connectSandbox(person, 'myonlinestore'),
    database: await connectSandbox(person, 'postgresql'),
  };
});
afterAll(() => koppel.stop());

const act = (name: string, action: string, body: Record<string, string | number | boolean>) =>
  person.call('actOnSandbox', { params: { name, action }, body });
const received = async (name: string) => (await person.call('listReceived', { params: { name } })).items;

async function turnedOn(template: string) {
  const { id } = await person.call('createFlow', { body: { template, connections } });
  await person.call('publishFlow', { params: { id }, body: {} });
  return async () => {
    return (await runNow(person, id)).counts;
  };
}

test('a stock that changes in the table stands in the shop after the next run', async () => {
  const run = await turnedOn('table-stock-to-shop');
  expect(await run()).toMatchObject({ read: 12, sent: 8, leftOut: 4, attention: 0 });
  await act('postgresql', 'change-stock', { sku: 'KAARS-XL', stock: 71 });
  const before = (await received('myonlinestore')).length;
  expect(await run()).toMatchObject({ sent: 1, attention: 0 });
  const [change, ...more] = (await received('myonlinestore')).slice(before);
  expect(change).toMatchObject({ what: 'PATCH article', id: 'KAARS-XL', body: JSON.stringify({ stock: 71 }) });
  expect(more).toEqual([]);
});

test('a product that is new in the table is made in the shop, and those that are there get their price', async () => {
  const { key } = await act('postgresql', 'add-product', { name: 'Kandelaar messing', inShop: true });
  const run = await turnedOn('table-products-to-shop');
  expect(await run()).toMatchObject({ sent: 9, attention: 0 });
  const made = (await received('myonlinestore')).filter(({ what }) => what === 'POST article');
  expect(made.map(({ id, body }) => [id, JSON.parse(String(body))])).toMatchObject([
    [key, { name: 'Kandelaar messing', price: { default: 19.95 } }],
  ]);
  expect(await run()).toMatchObject({ sent: 0, attention: 0 });
});

test('orders become rows, a changed one changes its row, and a lost answer makes no second one', async () => {
  const run = await turnedOn('orders-to-table');
  const first = await run();
  expect(first).toMatchObject({ attention: 0, sent: first.read });
  const { key } = await act('myonlinestore', 'place-order', { paid: true });
  await person.call('faultSandbox', { params: { name: 'postgresql' }, body: { kind: 'half-answer', times: 1 } });
  expect(await run()).toMatchObject({ sent: 1, attention: 0 });
  const rows = await received('postgresql');
  expect(rows.filter(({ id }) => id === key)).toMatchObject([
    { what: 'orders', body: { number: key, status: 'paid' } },
  ]);
  expect(rows).toHaveLength(first.sent + 1);
  expect(await run()).toMatchObject({ sent: 0, attention: 0 });
});

test('the tables are there to choose from, with their keys and what tells of changes; other systems offer none', async () => {
  const { items } = await person.call('listOffers', { params: { id: connections.database } });
  const filled = { table: 'shop.products', keys: 'sku' };
  expect(items.filter(({ title }) => title === 'shop.products')).toEqual([
    { side: 'source', operation: 'rows', title: 'shop.products', options: { ...filled, changed: 'changed_at' } },
    { side: 'target', operation: 'upsert', title: 'shop.products', options: filled },
    { side: 'target', operation: 'insert', title: 'shop.products', options: filled },
  ]);
  const view = items.filter(({ title }) => title === 'shop.stock');
  expect(view).toMatchObject([{ side: 'source', options: { table: 'shop.stock', changed: 'changed_at' } }]);
  expect(items.some(({ title }) => title.startsWith('shop_log'))).toBe(false);
  expect(await person.ask('listOffers', { params: { id: connections.shop } })).toMatchObject({ status: 404 });
  await person.call('faultSandbox', { params: { name: 'postgresql' }, body: { kind: 'revoke-token', times: 1 } });
  const refused = await person.ask('listOffers', { params: { id: connections.database } });
  expect(refused).toMatchObject({ status: 503, body: { code: 'postgresql.login-refused' } });
});
