import { afterEach, expect, test } from 'vitest';
import { startTrial, type Trial, type TrialOptions } from '#server/sandboxes/trial.ts';
import { readToEnd } from '../read-to-end.ts';

let clock = new Date();
let trial: Trial;
afterEach(() => trial.close());

async function productFlow(options: TrialOptions = {}) {
  clock = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('productflow', { now: () => clock, ...options });
  return trial;
}
const later = (minutes: number) => {
  clock = new Date(clock.getTime() + minutes * 60_000);
};
const source = (name: string) => {
  const it = trial.connector.sources[name];
  if (!it) throw new Error(`there is no source ${name}`);
  return it;
};
const target = (name: string) => {
  const it = trial.connector.targets[name];
  if (!it) throw new Error(`there is no target ${name}`);
  return it;
};
const problemOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'nothing went wrong',
    (error: { problem: unknown }) => error.problem,
  );
const parcel = { order: 'PF-48001', identifier: 'P-1', method: 'postnl', track_and_trace: '3SVOORBEELD001' };

test('the check says how many sales channels are connected', async () => {
  await productFlow();
  expect(await trial.connector.check(trial.context)).toMatchObject([
    { id: 'reachable', ok: true },
    { id: 'key', ok: true },
    { id: 'channels', ok: true, count: 3 },
    { id: 'amounts', ok: true },
  ]);
});

test('a wrong token and a wrong company are told apart', async () => {
  await productFlow();
  const key = async (settings: Record<string, string>) =>
    (await trial.connector.check(trial.contextFor({ ...trial.context.settings, ...settings }))).at(1);
  expect(await key({ token: 'another-token' })).toMatchObject({ problem: { code: 'productflow.token-refused' } });
  expect(await key({ companyId: '7' })).toMatchObject({ problem: { code: 'productflow.company-refused' } });
});

test('amounts with decimals are noticed where the connection says cents, and every order tells how to read it', async () => {
  await productFlow();
  await trial.control.act('productflow', 'change-rules', { moneyUnit: 'decimal' });
  const amounts = async (settings: Record<string, string> = {}) =>
    (await trial.connector.check(trial.contextFor({ ...trial.context.settings, ...settings }))).at(-1);
  expect(await amounts()).toMatchObject({ ok: false, problem: { code: 'productflow.money-unit' } });
  expect(await amounts({ moneyUnit: 'decimal' })).toMatchObject({ ok: true });
  const { records } = await source('open-orders').read(
    trial.contextFor({ ...trial.context.settings, moneyUnit: 'decimal', linePrice: 'line' }),
    {},
    null,
  );
  expect(records[0]).toMatchObject({ body: { amounts: { unit: 'decimal', line_price: 'line' } } });
});

test('open orders are those that nobody has accepted, the other list has every status', async () => {
  await productFlow();
  const open = await readToEnd(source('open-orders'), trial.context, null);
  expect(open.keys).not.toContain('PF-48004');
  expect(open.keys).toHaveLength(9);
  expect((await readToEnd(source('orders'), trial.context, null)).keys).toHaveLength(12);
});

test('orders that change while the list is read come with the next reading, and none is missed', async () => {
  await productFlow({ size: 250 });
  const orders = source('orders');
  const seen = new Set<string>();
  let page = await orders.read(trial.context, {}, null);
  for (;;) {
    for (const { key } of page.records) seen.add(key);
    later(1);
    await trial.control.act('productflow', 'cancel-order', { order: `PF-${48_001 + seen.size}` });
    if (page.next === null) break;
    page = await orders.read(trial.context, {}, page.next);
  }
  const changed = await readToEnd(orders, trial.context, page.resume);
  expect(new Set([...seen, ...changed.keys]).size).toBe(250);
  expect(changed.records.filter(({ body }) => JSON.stringify(body).includes('"status":"cancelled"'))).toHaveLength(3);
});

test('an order that the shop hands over late is still found', async () => {
  await productFlow();
  await trial.control.act('productflow', 'change-rules', { lagMinutes: 15 });
  await trial.control.act('productflow', 'place-order', {});
  later(14);
  await trial.control.act('productflow', 'ship-order', { order: 'PF-48001' });
  const orders = source('orders');
  const first = await readToEnd(orders, trial.context, null);
  expect(first.keys).not.toContain('PF-48013');
  later(2);
  expect((await readToEnd(orders, trial.context, first.resume)).keys).toContain('PF-48013');
});

test('a parcel of an open order is sent as a form after the order was accepted', async () => {
  await productFlow();
  await target('shipments').write(trial.context, {}, parcel, '9001');
  const writes = trial.exchanges.filter(({ method }) => method !== 'GET');
  expect(writes.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
    'PUT /productflow/order/PF-48001/accept',
    'POST /productflow/order/PF-48001/shipment',
  ]);
  expect(writes[1]?.requestBody).toBe('identifier=P-1&method=postnl&track_and_trace=3SVOORBEELD001');
});

test('without accepting first ProductFlow refuses the parcel of an open order', async () => {
  await productFlow();
  const sent = target('shipments').write(trial.context, { acceptFirst: false }, parcel, '9001');
  expect(await problemOf(sent)).toMatchObject({ code: 'productflow.refused' });
});

test('a carrier in other letters is refused, and the problem names it', async () => {
  await productFlow();
  const sent = target('shipments').write(trial.context, {}, { ...parcel, method: 'PostNL' }, '9001');
  expect(await problemOf(sent)).toMatchObject({ code: 'productflow.carrier-unknown', params: { carrier: 'PostNL' } });
});

test('a product goes to its SKU in the chosen language, with stock and prices in a form of their own', async () => {
  await productFlow();
  const offer = { qty_available: 7, prices: { EUR: { sell_price: 11.5, cost_price: 6.2 } } };
  const record = { sku: 'KG 60/40 wit', title: 'Kabelgoot', offer };
  await target('products').write(trial.context, { language: 'de' }, record, '1');
  expect(trial.exchanges.map(({ url, requestBody }) => [new URL(url).pathname, requestBody])).toEqual([
    ['/productflow/product/KG%2060%2F40%20wit', 'title=Kabelgoot'],
    [
      '/productflow/product/KG%2060%2F40%20wit/offer',
      'qty_available=7&prices%5BEUR%5D%5Bsell_price%5D=11.5&prices%5BEUR%5D%5Bcost_price%5D=6.2',
    ],
  ]);
  const wrong = target('products').write(trial.context, {}, { sku: 'KG<1>', title: 'x' }, '2');
  expect(await problemOf(wrong)).toMatchObject({ code: 'productflow.sku-refused' });
});

test('stock of a product that ProductFlow does not know needs a person', async () => {
  await productFlow();
  const sent = target('offers').write(trial.context, {}, { sku: 'NOWHERE', qty_available: 1 }, 'NOWHERE');
  expect(await problemOf(sent)).toMatchObject({ code: 'productflow.not-found' });
});

test('an order is cancelled once, and accepted only while it is open', async () => {
  await productFlow();
  const order = { order: 'PF-48002' };
  expect(await target('cancellations').find?.(trial.context, {}, order, 'PF-48002')).toBeNull();
  const written = await target('cancellations').write(trial.context, {}, order, 'PF-48002');
  expect(await target('cancellations').find?.(trial.context, {}, order, 'PF-48002')).toEqual(written);
  expect(await target('acceptances').find?.(trial.context, {}, order, 'PF-48002')).toEqual({ id: 'PF-48002' });
});
