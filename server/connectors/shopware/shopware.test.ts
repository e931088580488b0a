import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConnectionLostError, PermanentError } from '#server/errors.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Json, ManyWritten } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';
import { valueAt } from '../value-at.ts';
import { deedsTo } from './transitions.ts';
import { Event, orderIdsIn } from './webhooks.ts';

let trial: Trial;
let now: Date;
beforeEach(async () => {
  now = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('shopware', { now: () => now });
});
afterEach(() => trial.close());

const target = (name: string) => {
  const it = trial.connector.targets[name];
  if (!it) throw new Error(`there is no target ${name}`);
  return it;
};
const orders = () => {
  const { orders: it } = trial.connector.sources;
  if (!it) throw new Error('there are no orders');
  return it;
};
const send = (name: string, record: Json, options: Record<string, Json> = {}) =>
  target(name).write(trial.context, options, record, 'key');
const sendAll = (name: string, records: Json[], options: Record<string, Json> = {}): Promise<ManyWritten[]> =>
  target(name).writeMany?.write(
    trial.context,
    options,
    records.map((record) => ({ record, key: 'key' })),
  ) ?? Promise.reject(new Error('no bulk call'));
const act = (action: string, input: Record<string, Json> = {}) => trial.control.act('shopware', action, input);
const received = async () => (await trial.control.received('shopware')) ?? [];
const order = async (number: string) => (await orders().readOne?.(trial.context, {}, number))?.body;
const fault = (deed: Promise<unknown>) =>
  deed.then(
    () => 'nothing went wrong',
    (error: unknown) => error,
  );

test('an order comes with its lines, addresses, deliveries and payments, because each of them was asked for', async () => {
  const body = await order('10004');
  expect(body).toMatchObject({
    orderCustomer: { email: 'noor.voorbeeld@mail.example', vatIds: ['NL000000000B00'] },
    billingAddress: { company: 'Voorbeeld Keukens B.V.', country: { iso: 'NL' } },
    lineItems: [{ payload: { productNumber: 'SJAAL-WOL' } }, { type: 'promotion', unitPrice: -4.83 }],
    deliveries: [{ shippingMethod: { name: 'PostNL' }, stateMachineState: { technicalName: 'open' } }],
    transactions: [{ paymentMethod: { name: 'Banktransfer' } }],
  });
});

test('an order that is paid, or shipped by hand, later comes again although its own moment of change stays empty', async () => {
  const { resume } = await readToEnd(orders(), trial.context, null);
  now = new Date('2026-03-03T10:00:00Z');
  await act('pay-order', { orderNumber: '10005' });
  await act('ship-order', { orderNumber: '10001' });
  const { records } = await readToEnd(orders(), trial.context, resume);
  expect(records.map(({ key, version }) => [key, version])).toEqual([
    ['10001', now.getTime()],
    ['10005', now.getTime()],
    ['10012', new Date('2026-03-02T10:00:00Z').getTime() - 40 * 3_600_000],
  ]);
  expect(valueAt(records[1]?.body, 'updatedAt')).toBeNull();
});

test('codes join those that are there, the delivery is shipped, and no customer gets a mail by accident', async () => {
  await send('shipments', { orderNumber: '10001', trackingCodes: ['3S1'], partial: true });
  await send('shipments', { orderNumber: '10001', trackingCodes: ['3S2'] });
  expect(await order('10001')).toMatchObject({
    stateMachineState: { technicalName: 'open' },
    deliveries: [{ trackingCodes: ['3S1', '3S2'], stateMachineState: { technicalName: 'shipped' } }],
  });
  expect((await received()).map(({ what, body }) => [what, body])).toEqual([
    ['order_delivery', { trackingCodes: ['3S1'] }],
    ['order_delivery ship_partially', { sendMail: false }],
    ['order_delivery', { trackingCodes: ['3S1', '3S2'] }],
    ['order_delivery ship', { sendMail: false }],
  ]);
});

test('where it was chosen, the customer gets a mail and the order is completed by way of "in progress"', async () => {
  await send('shipments', { orderNumber: '10001', trackingCodes: ['3S1'] }, { mail: true, complete: true });
  expect((await received()).slice(1).map(({ what, body }) => [what, body])).toEqual([
    ['order_delivery ship', { sendMail: true }],
    ['order process', { sendMail: true }],
    ['order complete', { sendMail: true }],
  ]);
});

test('an order of another shop, and one whose delivery was cancelled, need a person', async () => {
  expect(await fault(send('shipments', { orderNumber: '999' }))).toMatchObject({
    problem: { code: 'shopware.order-unknown', params: { order: '999' } },
  });
  await send('order-states', { orderNumber: '10002', delivery: 'cancelled' });
  expect(await fault(send('shipments', { orderNumber: '10002' }))).toMatchObject({
    problem: { code: 'shopware.no-way-to-state', params: { state: 'cancelled', wanted: 'shipped' } },
  });
});

test('a cancelled order gives its stock back, and its delivery and payment only follow where that is asked for', async () => {
  const bags = async () => {
    const [shop] = await trial.control.list();
    return shop?.tables.find(({ id }) => id === 'products')?.rows.find((row) => row.productNumber === 'TAS-ROOD')
      ?.stock;
  };
  expect(await bags()).toBe(50);
  await send('order-states', { orderNumber: '10001', state: 'cancelled' });
  expect(await bags()).toBe(51);
  expect(await order('10001')).toMatchObject({
    stateMachineState: { technicalName: 'cancelled' },
    deliveries: [{ stateMachineState: { technicalName: 'open' } }],
    transactions: [{ stateMachineState: { technicalName: 'paid' } }],
  });
  await send('order-states', { orderNumber: '10001', delivery: 'cancelled', payment: 'refunded' });
  expect(await order('10001')).toMatchObject({
    deliveries: [{ stateMachineState: { technicalName: 'cancelled' } }],
    transactions: [{ stateMachineState: { technicalName: 'refunded' } }],
  });
});

test('nothing that is closed is opened again on the way to a state', () => {
  expect(deedsTo('order', 'open', 'completed')).toEqual(['process', 'complete']);
  expect(deedsTo('order', 'completed', 'cancelled')).toBeNull();
  expect(deedsTo('order_delivery', 'shipped', 'shipped')).toEqual([]);
});

test('a hundred stocks are one call, and one that the shop does not have does not stop the others', async () => {
  const outcomes = await sendAll('stock', [
    { productNumber: 'TAS-ROOD', stock: 3 },
    { productNumber: 'NOWHERE', stock: 1 },
    { productNumber: 'SJAAL-WOL', stock: '7' },
  ]);
  expect(outcomes).toMatchObject([
    { written: { made: 'updated' } },
    { error: { problem: { code: 'shopware.product-unknown', params: { number: 'NOWHERE' } } } },
    { written: {} },
  ]);
  expect((await received()).map(({ body }) => body)).toMatchObject([
    { productNumber: 'TAS-ROOD', stock: 3 },
    { productNumber: 'SJAAL-WOL', stock: 7 },
  ]);
  expect(trial.exchanges.filter(({ url }) => url.endsWith('/_action/sync'))).toHaveLength(1);
});

const vase = { productNumber: 'VAAS-WIT', name: 'Vaas wit', taxRate: 21, net: 28.51, stock: 5 };

test('one product that Shopware refuses does not hold back the rest of its call', async () => {
  const products = [1, 2, 3, 4, 5].map((nth) => ({ ...vase, productNumber: `VAAS-${nth}` }));
  const wrong = { ...vase, productNumber: 'KAN', ean: '1'.repeat(300) };
  const outcomes = await sendAll('products', [...products.slice(0, 3), wrong, ...products.slice(3)]);
  expect(outcomes.map((it) => 'written' in it)).toEqual([true, true, true, false, true, true]);
  expect(outcomes[3]).toMatchObject({ error: { problem: { code: 'shopware.refused', params: { status: 400 } } } });
  expect(await received()).toHaveLength(5);
});

test('a new product has both prices, stands in the sales channel, and keeps its own stock afterwards', async () => {
  await send('products', vase, { salesChannel: 'storefront' });
  await send('products', { ...vase, name: 'Vaas', stock: 99, gross: 40, net: null }, { salesChannel: 'storefront' });
  const [made, changed] = (await received()).map(({ body }) => body);
  expect(made).toMatchObject({ stock: 5, price: [{ gross: 34.5, net: 28.51 }], visibilities: [{ visibility: 30 }] });
  expect(changed).toMatchObject({ name: 'Vaas', stock: 5, price: [{ gross: 40, net: 33.057851 }] });
  await send('products', { ...vase, stock: 99 }, { stock: 'always' });
  expect((await received()).at(-1)?.body).toMatchObject({ stock: 99 });
});

test('what the shop knows is left alone where that was chosen', async () => {
  const outcome = await send('products', { ...vase, productNumber: 'TAS-ROOD' }, { known: 'leave' });
  expect(outcome.id).toMatch(/^[0-9a-f]{32}$/);
  expect(await received()).toEqual([]);
});

test.each([
  ['a tax rate that the shop does not have', { taxRate: 6 }, {}, 'shopware.tax-unknown'],
  ['a new product without a price', { net: null }, {}, 'shopware.price-missing'],
  ['a sales channel that is not there', {}, { salesChannel: 'Zolder' }, 'shopware.channel-unknown'],
])('%s needs a person', async (_what, change, options, code) => {
  const error = await fault(send('products', { ...vase, ...change }, options));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ problem: { code } });
  expect(await received()).toEqual([]);
});

test('the address may be copied with the administration behind it, and wrong keys are told by the check', async () => {
  const settings = { ...trial.context.settings, shop: `${trial.address}/admin#/sw/dashboard` };
  const [, , counted] = await trial.connector.check(trial.contextFor(settings));
  expect(counted).toMatchObject({ ok: true, count: 12 });
  const wrong = trial.contextFor({ ...settings, secretAccessKey: 'wrong-wrong-wrong' });
  expect(await fault(orders().read(wrong, {}, null))).toBeInstanceOf(ConnectionLostError);
});

test('a token of ten minutes serves all calls until it ends', async () => {
  await order('10001');
  await order('10002');
  now = new Date('2026-03-02T10:11:00Z');
  await order('10003');
  expect(trial.exchanges.filter(({ url }) => url.endsWith('/oauth/token'))).toHaveLength(2);
});

test('a webhook of an app must carry its signature; one of an integration has none and is taken for what it names', () => {
  const { receiving } = trial.connector;
  const signed = { ...trial.context.settings, appSecret: 'the-secret-of-the-app' };
  const delivery = receiving?.sample(signed, 1, now);
  if (!receiving || !delivery) throw new Error('nothing can be received');
  const verify = (settings: Record<string, unknown>, headers = delivery.headers) =>
    receiving.verify(settings, { ...delivery, headers }, now);
  expect(() => verify(signed)).not.toThrow();
  expect(() => verify(signed, {})).toThrow(PermanentError);
  expect(() => verify({ ...signed, appSecret: 'another-secret' })).toThrow(PermanentError);
  expect(() => verify(trial.context.settings, {})).not.toThrow();
});

const live = '0fa91ce3e96a4bc2be4bd9ce752c3425';

test.each([
  ['an order that was written', [{ entity: 'order', primaryKey: 'a', versionId: live }], ['a']],
  [
    'several at once',
    [
      { entity: 'order', primaryKey: 'a' },
      { entity: 'order', primaryKey: { id: 'b' } },
    ],
    ['a', 'b'],
  ],
  ['a draft of one', [{ entity: 'order', primaryKey: 'a', versionId: '1'.repeat(32) }], []],
  ['one that was deleted', [{ entity: 'order', operation: 'delete', primaryKey: 'a' }], []],
  ['something else', [{ entity: 'product', primaryKey: 'a' }], []],
  ['an order that was placed', { order: { id: 'a', orderNumber: '10001' } }, ['a']],
])('a webhook about %s names its orders', (_what, payload, ids) => {
  expect(orderIdsIn(Event.parse({ data: { event: 'order.written', payload } }))).toEqual(ids);
});

test('where a discount on the shipping costs is a delivery too, the parcel belongs to the other one', async () => {
  const before = await order('10008');
  expect(valueAt(before, 'deliveries.0.shippingCosts.totalPrice')).toBe(-5);
  await send('shipments', { orderNumber: '10008', trackingCodes: ['3S1'] });
  expect(await order('10008')).toMatchObject({
    deliveries: [
      { trackingCodes: [], stateMachineState: { technicalName: 'open' } },
      { trackingCodes: ['3S1'], stateMachineState: { technicalName: 'shipped' } },
    ],
  });
});
