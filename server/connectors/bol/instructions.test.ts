import { afterEach, beforeEach, expect, test } from 'vitest';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';

let trial: Trial;
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  trial = await startTrial('bol', { now: () => new Date(Date.now() + ahead) });
});
afterEach(() => trial.close());

type TargetName = 'shipments' | 'cancellations' | 'offer-stock';
const target = (name: TargetName) => {
  const found = trial.connector.targets[name];
  if (!found) throw new Error(`there is no target ${name}`);
  return found;
};
const write = (name: TargetName, record: Json, options: Record<string, unknown> = {}) =>
  target(name).write(trial.context, options, record, 'key');
const find = (name: TargetName, record: Json) => target(name).find?.(trial.context, {}, record, 'key');
const fault = (deed: Promise<unknown>) =>
  deed.then(
    () => null,
    (error: unknown) => error,
  );
const act = (action: string, input: Record<string, Json> = {}) => trial.control.act('bol', action, input);
const received = async () => (await trial.control.received('bol'))?.map(({ what, body }) => ({ what, body })) ?? [];
const orderNow = async (key: string) => (await trial.connector.sources.orders?.readOne?.(trial.context, {}, key))?.body;

const order = '2000000000';
const parcel = (reference: string, sku: string) => ({
  ...{ reference, carrier: 'TNT', trackingCode: `3S${reference}` },
  items: [{ sku, quantity: 1 }],
});

test('a parcel is reported with its carrier and code, and counts once bol has carried the instruction out', async () => {
  expect(await write('shipments', { orderId: order, parcels: [parcel('A', 'TAS-ROOD')] })).toEqual({ id: order });
  expect(await orderNow(order)).toMatchObject({ orderItems: [{ quantityShipped: 1 }, { quantityShipped: 0 }] });
  const [{ body } = { body: null }] = await received();
  expect(body).toMatchObject({
    orderItems: [{ quantity: 1 }],
    shipmentReference: 'A',
    transport: { transporterCode: 'TNT', trackAndTrace: '3SA' },
  });
});

test('an order in two parcels is two reports, and what bol lists already is not reported again', async () => {
  await write('shipments', { orderId: order, parcels: [parcel('A', 'TAS-ROOD')] });
  const both = { orderId: order, parcels: [parcel('A', 'TAS-ROOD'), parcel('B', 'LAMP-KOPER')] };
  expect(await find('shipments', both)).toBeNull();
  await write('shipments', both);
  expect(await received()).toHaveLength(2);
  expect(await find('shipments', both)).toEqual({ id: order });
});

test('without products a parcel holds all that is open', async () => {
  await write('shipments', { orderId: order, parcels: [{ reference: 'A', carrier: 'DHL' }] });
  expect(await orderNow(order)).toMatchObject({ orderItems: [{ quantityShipped: 1 }, { quantityShipped: 1 }] });
});

test('an instruction that fails at its end needs a person, in the words of bol, and may then be sent anew', async () => {
  await act('fail-next');
  const record = { orderId: order, parcels: [parcel('A', 'TAS-ROOD')] };
  const error = await fault(write('shipments', record));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ problem: { code: 'bol.process-failed' }, settled: true });
  expect(await fault(Promise.resolve(find('shipments', record)))).toMatchObject({ settled: true });
  expect(await write('shipments', record)).toEqual({ id: order });
});

test('an instruction that takes long is waited for: it is neither done nor sent twice', async () => {
  await act('take-time', { seconds: 600 });
  const record = { orderId: order, parcels: [parcel('A', 'TAS-ROOD')] };
  const error = await fault(write('shipments', record));
  expect(error).toBeInstanceOf(TemporaryError);
  expect(error).toMatchObject({ outcomeUnknown: true, notTried: true, problem: { code: 'bol.still-working' } });
  ahead = 600_000;
  expect(await find('shipments', record)).toEqual({ id: order });
  expect(await received()).toHaveLength(1);
});

test.each([
  ['an order that bol does not know', { orderId: 'A2K0000000' }, 'bol.order-unknown'],
  ['a product that is not in the order', { orderId: order, parcels: [parcel('A', 'VAAS-GROEN')] }, 'bol.item-unknown'],
])('%s needs a person', async (_what, record, code) => {
  const whole = { parcels: [{ reference: 'A', carrier: 'TNT' }], ...record };
  expect(await fault(write('shipments', whole))).toMatchObject({ problem: { code } });
  expect(await received()).toEqual([]);
});

test("a buyer's wish to cancel stops the report where a person wants to decide", async () => {
  await act('ask-to-cancel', { order });
  const record = { orderId: order, parcels: [parcel('A', 'TAS-ROOD')] };
  const asked = await fault(write('shipments', record, { whenCancelAsked: 'ask' }));
  expect(asked).toMatchObject({ problem: { code: 'bol.cancel-asked' } });
  expect(await write('shipments', record)).toEqual({ id: order });
});

test('a cancellation is one call per product, with its reason, or as the answer to a buyer who asked', async () => {
  await write('cancellations', { orderId: order }, { reason: 'TECH_ISSUE' });
  await act('ask-to-cancel', { order: '2000000002' });
  await write('cancellations', { orderId: '2000000002' });
  const reasons = (await received()).map(({ what, body }) => [what, body]);
  expect(reasons).toMatchObject([
    ['PUT cancellation', { orderItems: [{ reasonCode: 'TECH_ISSUE' }] }],
    ['PUT cancellation', { orderItems: [{ reasonCode: 'TECH_ISSUE' }] }],
    ['PUT cancellation', { orderItems: [{ reasonCode: 'REQUESTED_BY_CUSTOMER' }] }],
  ]);
  expect(await find('cancellations', { orderId: order })).toEqual({ id: order });
});

test('what is cancelled at bol already is there, what was shipped can no longer be cancelled', async () => {
  await act('cancel-order', { order });
  expect(await find('cancellations', { orderId: order })).toEqual({ id: order });
  await act('ship-order', { order: '2000000002' });
  const error = await fault(write('cancellations', { orderId: '2000000002' }));
  expect(error).toMatchObject({ problem: { code: 'bol.already-shipped' } });
});

test('a part of a product is cancelled only after the other part was reported as shipped', async () => {
  // Three of these were ordered: two are sent, one is cancelled.
  const half = { orderId: '2000000002', items: [{ sku: 'KAARS-WIT', quantity: 1 }] };
  const early = await fault(write('cancellations', half));
  expect(early).toBeInstanceOf(TemporaryError);
  expect(early).toMatchObject({ problem: { code: 'bol.ship-first' }, outcomeUnknown: false });
  const parcels = [{ reference: 'A', carrier: 'TNT', items: [{ sku: 'KAARS-WIT', quantity: 2 }] }];
  await write('shipments', { orderId: '2000000002', parcels });
  await write('cancellations', half);
  expect(await orderNow('2000000002')).toMatchObject({ orderItems: [{ quantityShipped: 2, quantityCancelled: 1 }] });
});

test('stock is never below nothing nor above what bol takes, and an unknown reference needs a person', async () => {
  for (const amount of [-3, 41.7, 5000])
    await target('offer-stock').write(trial.context, {}, { sku: 'TAS-ROOD', amount }, 'TAS-ROOD');
  expect((await received()).map(({ body }) => body)).toEqual([
    { stock: { amount: 0, managedByRetailer: true } },
    { stock: { amount: 41, managedByRetailer: true } },
    { stock: { amount: 999, managedByRetailer: true } },
  ]);
  const error = await fault(target('offer-stock').write(trial.context, {}, { sku: 'NIX', amount: 1 }, 'NIX'));
  expect(error).toMatchObject({ problem: { code: 'bol.offer-unknown', params: { key: 'NIX' } } });
});
