import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { FilterSettings } from '#flows/kinds/filter.ts';
import { TargetSettings } from '#flows/kinds/target.ts';
import { conditionFormula } from '#flows/mapping/condition.ts';
import { prepareMapping } from '#flows/mapping/evaluate.ts';
import { MappingFault } from '#flows/mapping/fault.ts';
import { prepareCondition } from '#flows/mapping/judge.ts';
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

const { graph } = TemplateFlow.parse(flowJson);
const settingsOf = (id: string) => graph.nodes.find((node) => node.id === id)?.settings ?? {};
const engine = { limits: { timeoutMs: 1000, stack: 500, sequence: 50_000 } };
const mapping = prepareMapping(DatamapperSettings.parse(settingsOf('match-fields')).mapping, engine);
const isPaid = prepareCondition(conditionFormula(FilterSettings.parse(settingsOf('only-paid')).rule), engine);

/** The template's four steps for one order of the shop. */
async function send({ key, body }: SourceRecord): Promise<'sent' | 'left out' | 'attention'> {
  try {
    const record = await mapping.map(body);
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
    const { lines } = SalesOrder.parse(await mapping.map(body));
    const sum = (kind: 'unitPrice' | 'unitPriceInclVat') =>
      lines.reduce((all, line) => all + line.quantity * (line[kind] ?? 0), 0);
    expect(sum('unitPriceInclVat')).toBeCloseTo(price.total, 4);
    expect(sum('unitPrice')).toBeCloseTo(price.total - vat, 3);
  }
});
