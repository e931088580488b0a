import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { FilterSettings } from '#flows/kinds/filter.ts';
import { TargetSettings } from '#flows/kinds/target.ts';
import { conditionFormula } from '#flows/mapping/condition.ts';
import { prepareMapping } from '#flows/mapping/evaluate.ts';
import { MappingFault } from '#flows/mapping/fault.ts';
import { prepareCondition } from '#flows/mapping/judge.ts';
import { stillWorld } from '#flows/mapping/world.ts';
import flowJson from '#flows/templates/orders-to-accounting/flow.json' with { type: 'json' };
import { TemplateFlow } from '#flows/templates/template.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { SourceRecord } from '../connector.ts';
import { SalesOrder } from './sales-order.ts';

let shop: Trial;
let books: Trial;
beforeEach(async () => {
  const now = () => new Date('2026-03-02T10:00:00Z');
  [shop, books] = await Promise.all([startTrial('myonlinestore', { now }), startTrial('accountview', { now })]);
});
afterEach(() => Promise.all([shop.close(), books.close()]));

const { graph, tables } = TemplateFlow.parse(flowJson);
const world = () => ({
  ...stillWorld(),
  tables: new Map(tables.map(({ name, rows }) => [name, new Map(rows.map(({ from, to }) => [from, to]))])),
});
const settingsOf = (id: string) => graph.nodes.find((node) => node.id === id)?.settings ?? {};
const engine = { limits: { timeoutMs: 1000, stack: 500, sequence: 50_000 } };
const mapping = prepareMapping(DatamapperSettings.parse(settingsOf('match-fields')).mapping, engine);
const isPaid = prepareCondition(conditionFormula(FilterSettings.parse(settingsOf('only-paid')).rule), engine);

/** The template's four steps for one order of the shop. */
async function send({ key, body }: SourceRecord): Promise<'sent' | 'left out' | 'attention'> {
  try {
    const record = await mapping.map(body, world());
    if (!(await isPaid(record))) return 'left out';
    await books.connector.targets['sales-orders']?.write(
      books.context,
      TargetSettings.parse(settingsOf('send-orders')).options,
      record,
      key,
    );
    return 'sent';
  } catch (error) {
    if (error instanceof MappingFault) return 'attention';
    throw error;
  }
}

const orders = async () => (await shop.connector.sources.orders?.read(shop.context, {}, null))?.records ?? [];

test('the paid orders of the demo shop arrive in the demo books, the one without a VAT rate after its repair', async () => {
  const outcomes = new Map<string, string>();
  for (const order of await orders()) outcomes.set(order.key, await send(order));
  const keysOf = (outcome: string) => [...outcomes].filter(([, it]) => it === outcome).map(([key]) => key);
  expect(keysOf('left out')).toEqual(['20872', '20875', '20880']);
  expect(keysOf('attention')).toEqual(['20879']);
  await shop.control.act('myonlinestore', 'repair-vat', {});
  const repaired = await shop.connector.sources.orders?.readOne?.(shop.context, {}, '20879');
  expect(repaired && (await send(repaired))).toBe('sent');
  const received = await books.control.received('accountview');
  expect(received?.filter(({ what }) => what === 'SO1')).toHaveLength(9);
});

test('every customer of the shop becomes one debtor', async () => {
  for (const order of await orders()) await send(order);
  const received = await books.control.received('accountview');
  expect(received?.filter(({ what }) => what === 'AR1')).toHaveLength(4);
});

const Tax = z.object({ amount: z.coerce.number() });
const Priced = z.object({ price: z.object({ total: z.coerce.number(), tax: z.union([Tax, z.array(Tax)]) }) });

test('what is sent adds up to what the customer paid, and without VAT to what the shop calculated', async () => {
  const readable = (await orders()).filter(({ key }) => key !== '20879');
  expect(readable).toHaveLength(11);
  for (const { body } of readable) {
    const { price } = Priced.parse(body);
    const vat = [price.tax].flat().reduce((sum, { amount }) => sum + amount, 0);
    const { lines } = SalesOrder.parse(await mapping.map(body, world()));
    const sum = (kind: 'unitPrice' | 'unitPriceInclVat') =>
      lines.reduce((all, line) => all + line.quantity * (line[kind] ?? 0), 0);
    expect(sum('unitPriceInclVat')).toBeCloseTo(price.total, 4);
    expect(sum('unitPrice')).toBeCloseTo(price.total - vat, 3);
  }
});

test('an order with no, one or two lines keeps them, whether the shop gives a list or a single line', async () => {
  const order = z.record(z.string(), z.unknown()).parse((await orders())[0]?.body);
  const line = z.array(z.unknown()).parse(order.orderlines)[0];
  for (const [orderlines, length] of [
    [[], 0],
    [[line], 1],
    [line, 1],
    [[line, line], 2],
  ] as const) {
    const mapped = await mapping.map({ ...order, orderlines }, world());
    expect(mapped).toMatchObject({ lines: Array.from({ length }, () => ({ articleCode: 'TAS-ROOD', quantity: 2 })) });
  }
});

test('an order that costs nothing counts as paid without a payment, a credit order does not', async () => {
  const order = z.record(z.string(), z.unknown()).parse((await orders())[0]?.body);
  const free = { ...order, payment: undefined, payment_status: undefined, price: { total: '0.00' } };
  expect(await mapping.map(free, world())).toMatchObject({ paid: true });
  expect(await mapping.map({ ...free, credited_order_number: '20869' }, world())).toMatchObject({ paid: false });
  expect(await mapping.map({ ...free, price: { total: '10.00' } }, world())).toMatchObject({ paid: false });
});

test.each([
  [{ tax_strategy: 'zero_percent', tax_region: 'US' }, '0.00', '6'],
  [{ tax_strategy: '', tax_region: 'NL' }, 0, '0'],
  [{ tax_strategy: '', tax_region: 'NL' }, '9.00', '2'],
])('the VAT code of %j at %s is %s', async (tax, rate, vatCode) => {
  const order = z.record(z.string(), z.unknown()).parse((await orders())[0]?.body);
  const orderlines = [{ type: 'shipping', quantity: 1, price: { amount: 5, amount_including_tax: 5, rate } }];
  expect(await mapping.map({ ...order, ...tax, orderlines }, world())).toMatchObject({ lines: [{ vatCode }] });
});
