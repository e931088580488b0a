import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConnectionLostError, PermanentError } from '#server/errors.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';

let trial: Trial;
let now = new Date();
beforeEach(async () => {
  now = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('stoqflow', { now: () => now });
});
afterEach(() => trial.close());

type TargetName = 'products' | 'orders' | 'cancellations';
function write(name: TargetName, record: Json, options: Record<string, unknown> = {}, context = trial.context) {
  const target = trial.connector.targets[name];
  if (!target) throw new Error(`there is no target ${name}`);
  return target.write(context, options, record, 'key');
}
const source = (name: 'orders' | 'stock') => {
  const found = trial.connector.sources[name];
  if (!found) throw new Error(`there is no source ${name}`);
  return found;
};
const fault = (deed: Promise<unknown>) =>
  deed.then(
    () => null,
    (error: unknown) => error,
  );
const act = (action: string, input: Record<string, Json> = {}) => trial.control.act('stoqflow', action, input);
const received = async () => (await trial.control.received('stoqflow'))?.map(({ what, body }) => [what, body]) ?? [];
const handled = async (options: Record<string, unknown> = { shop: 'bol.com' }) =>
  (await source('orders').read(trial.context, options, null)).records;

const bolShop = { shop: 'bol.com' };
const order = (number: string, sku = 'TAS-ROOD', quantity = 2) => ({
  origin: { id: number, number },
  client: { name: 'Noor Visser', address_1: 'Kade 12 B', postal_code: '1011AB', city: 'AMSTERDAM', country: 'NL' },
  items: [{ sku, quantity }],
});

test('a wrong company name says so, and is not taken for a record that is missing', async () => {
  const elsewhere = trial.contextFor({ ...trial.context.settings, company: 'demo-2' });
  expect(await trial.connector.check(elsewhere)).toMatchObject([
    { id: 'reachable', ok: true },
    { id: 'key', ok: false, problem: { code: 'stoqflow.company-unknown' } },
  ]);
  const lost = await fault(write('orders', order('1'), bolShop, elsewhere));
  expect(lost).toBeInstanceOf(ConnectionLostError);
});

test.each(['https://x.stoqflow.com', 'a b', '-x', ''])('"%s" is no company name', (company) => {
  expect(trial.connector.settings.safeParse({ ...trial.context.settings, company }).success).toBe(false);
});

test('an order is to be picked unless a person chose otherwise, in the channel that was named', async () => {
  await write('orders', order('1'), { shop: 'BOL.COM' });
  await write('orders', order('2'), { ...bolShop, status: 'on-hold' });
  expect(await received()).toMatchObject([
    ['POST order', { shop_id: '9cWvB4nRk8sJt2HqX', status: 'ready-to-pick', origin: { number: '1' } }],
    ['POST order', { status: 'on-hold' }],
  ]);
});

test('where there are several channels one must be named, and the fault names them all', async () => {
  const error = await fault(write('orders', order('1')));
  expect(error).toMatchObject({ problem: { code: 'stoqflow.choose-shop', params: { names: 'bol.com, Webshop' } } });
  expect(await received()).toEqual([]);
});

test('products must exist, and small letters make another product', async () => {
  const error = await fault(write('orders', order('1', 'tas-rood'), bolShop));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ problem: { code: 'stoqflow.product-unknown', params: { sku: 'tas-rood' } } });
});

test("a product's own fields are sent in a second call, because the first one drops them", async () => {
  const product = {
    sku: 'VAAS-GROEN',
    ean: '8712345000080',
    name: 'Vaas',
    custom_fields: [{ key: 'bol', value: 'ja' }],
  };
  await write('products', product);
  expect(await received()).toMatchObject([
    ['POST product', { sku: 'VAAS-GROEN', type: 'basic' }],
    ['PUT product', { custom_fields: [{ key: 'bol', value: 'ja' }] }],
  ]);
});

test('a known product is left alone, or updated where that was chosen', async () => {
  const product = { sku: 'TAS-ROOD', ean: '8712345000011', name: 'Rode tas' };
  await write('products', product);
  expect(await received()).toEqual([]);
  await write('products', product, { known: 'update' });
  expect(await received()).toMatchObject([['PUT product', { name: 'Rode tas' }]]);
});

test.each([
  [{ sku: 'AB' }, 'sku'],
  [{ sku: 'A::B' }, 'sku'],
  [{ ean: '' }, 'ean'],
  [{ name: 'x'.repeat(101) }, 'name'],
])('a product with %j is not sent', (wrong, field) => {
  const product = { sku: 'VAAS-GROEN', ean: '8712345000080', name: 'Vaas', ...wrong };
  expect(trial.connector.targets.products?.schema.safeParse(product).error?.issues[0]?.path).toEqual([field]);
});

test('a split order is one record with all its parts, settled only when each is complete or canceled', async () => {
  await write('orders', order('1'), bolShop);
  expect(await handled()).toEqual([]);
  await act('split-order', { order: '1' });
  await act('complete-order', { order: '1', carrier: 'bpost', tracking: 'BP1' });
  const half = { key: '1', body: { settled: false, shipped: true, parts: [{ shipments: [] }, { shipments: [{}] }] } };
  expect(await handled()).toMatchObject([half]);
  now = new Date('2026-03-02T11:00:00Z');
  await act('cancel-order', { order: '1' });
  const whole = { settled: true, shipped: true, canceled: true };
  expect(await handled()).toMatchObject([{ key: '1', title: '1 · canceled + complete', body: whole }]);
  expect(await source('orders').readOne?.(trial.context, bolShop, '1')).toMatchObject({ body: whole });
});

test('what is canceled is told or kept, as a person chose, and what is deleted is not there', async () => {
  await write('orders', order('1'), bolShop);
  await write('orders', order('2'), bolShop);
  await act('cancel-order', { order: '1' });
  await act('delete-order', { order: '2' });
  expect(await handled()).toMatchObject([{ key: '1', body: { canceled: true } }]);
  expect(await handled({ ...bolShop, canceled: 'keep' })).toMatchObject([{ key: '1', body: { canceled: false } }]);
});

test('the next reading asks for what changed since, and finds it', async () => {
  const first = await readToEnd(source('orders'), trial.context, null);
  now = new Date('2026-03-03T10:00:00Z');
  await act('complete-order');
  const next = await readToEnd(source('orders'), trial.context, first.resume);
  // The newest of the first reading comes along again, because readings overlap.
  expect(next.keys).toEqual(['WEB-10009', 'WEB-10012']);
});

test('an order with one part on its way is not canceled, and one that nobody knows is canceled enough', async () => {
  await write('orders', order('1'), bolShop);
  await act('split-order', { order: '1' });
  await act('complete-order', { order: '1' });
  const error = await fault(write('cancellations', { number: '1' }));
  expect(error).toMatchObject({ problem: { code: 'stoqflow.already-shipped' } });
  const { cancellations } = trial.connector.targets;
  expect(await cancellations?.find?.(trial.context, {}, { number: 'never seen' }, 'key')).toEqual({ id: 'never seen' });
});

test('an order promises its products, and the stock that is available shows it', async () => {
  const scarf = async () => (await source('stock').readOne?.(trial.context, {}, 'SJAAL-WOL'))?.body;
  expect(await scarf()).toMatchObject({ in_stock: 22, available: 22 });
  await write('orders', order('1', 'SJAAL-WOL', 3), bolShop);
  expect(await scarf()).toMatchObject({ in_stock: 22, available: 19 });
  await act('complete-order', { order: '1' });
  expect(await scarf()).toMatchObject({ in_stock: 19, available: 19 });
});
