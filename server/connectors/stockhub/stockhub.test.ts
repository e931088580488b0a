import { afterEach, expect, test } from 'vitest';
import { startTrial, type Trial, type TrialOptions } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';

let trial: Trial;
afterEach(() => trial.close());
const stockhub = async (options: TrialOptions = {}) => {
  trial = await startTrial('stockhub', { now: () => new Date('2026-03-02T10:00:00Z'), ...options });
};
const target = (name: string) => {
  const it = trial.connector.targets[name];
  if (!it) throw new Error(`there is no target ${name}`);
  return it;
};
const source = (name: string) => {
  const it = trial.connector.sources[name];
  if (!it) throw new Error(`there is no source ${name}`);
  return it;
};
const codeOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'nothing went wrong',
    (error: { problem: { code: string } }) => error.problem.code,
  );
const order = (change: object = {}): Json => {
  const sample = target('orders').samples[0]?.body;
  return { ...(typeof sample === 'object' ? sample : null), ...change };
};
const send = (change: object = {}) => target('orders').write(trial.context, {}, order(change), 'PF-48001');
const stockOf = async (sku: string) => (await source('stock').readOne?.(trial.context, {}, sku))?.body;

test('an order takes its stock, and the parcel tells whose order it was', async () => {
  await stockhub();
  expect(await stockOf('SKU-001')).toMatchObject({ physical: 40, available: 40 });
  await send();
  expect(await stockOf('SKU-001')).toMatchObject({ physical: 40, reserved: 1, available: 39 });
  await trial.control.act('stockhub', 'ship-order', { carrier: 'gls' });
  const { records } = await readToEnd(source('shipments'), trial.context, null);
  const parcel = records.find(({ title }) => title.includes('PF-48001'));
  expect(parcel?.body).toMatchObject({ reference: 'PF-48001', carrier: 'gls', channel: { integrator: 'ProductFlow' } });
  expect(await stockOf('SKU-001')).toMatchObject({ physical: 39, reserved: 0, available: 39 });
});

test('a snoozed order waits, one that cannot be filled is a backorder', async () => {
  await stockhub();
  const statusOf = async (written: { id: string }) =>
    (await source('orders').readOne?.(trial.context, {}, written.id))?.body;
  expect(await statusOf(await send({ snoozed: true }))).toMatchObject({ status: 'snoozed' });
  const much = { reference: 'PF-2', lines: [{ sku: 'SKU-002', quantity: 900 }] };
  expect(await statusOf(await send(much))).toMatchObject({ status: 'backorder' });
});

test('what Stockhub does not know is named: a channel, a product', async () => {
  await stockhub();
  expect(await codeOf(send({ channel: 'BOL.COM NL' }))).toBe('stockhub.channel-unknown');
  expect(await codeOf(send({ lines: [{ sku: 'NOWHERE', quantity: 1 }] }))).toBe('stockhub.sku-unknown');
});

test('an order is cancelled until picking has begun', async () => {
  await stockhub();
  await send();
  const cancel = (reference: string) => target('cancellations').write(trial.context, {}, { reference }, reference);
  await cancel('PF-48001');
  expect(await stockOf('SKU-001')).toMatchObject({ reserved: 0 });
  await send({ reference: 'PF-2' });
  await trial.control.act('stockhub', 'pick-order', { reference: 'PF-2' });
  expect(await codeOf(cancel('PF-2'))).toBe('stockhub.picking-started');
  expect(await codeOf(cancel('PF-3'))).toBe('stockhub.order-unknown');
});

test.each([
  ['both', { importNew: true, updateExisting: true }, { NEW: null, 'SKU-001': null }],
  ['new ones only', { importNew: true, updateExisting: false }, { NEW: null, 'SKU-001': { id: 'SKU-001' } }],
  ['known ones only', { importNew: false, updateExisting: true }, { NEW: { id: 'NEW' }, 'SKU-001': null }],
])('with the switches for %s a product is left alone where they say so', async (_what, options, left) => {
  await stockhub();
  for (const [sku, expected] of Object.entries(left)) {
    const record = { sku, name: 'A new name' };
    expect(await target('products').find?.(trial.context, options, record, sku)).toEqual(expected);
    if (expected === null) await target('products').write(trial.context, options, record, sku);
  }
  expect(await trial.control.received('stockhub')).toHaveLength(Object.values(left).filter((it) => it === null).length);
});
