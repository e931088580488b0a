import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Field, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { exact, facts, quoted, type Settings } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const Line = z.looseObject({
  item: z.string().min(1),
  quantity: z.number(),
  price: z.number(),
  description: z.string().optional(),
  vatCode: z.string().optional(),
});
const Sale = z.looseObject({
  number: z.string().min(1).max(50),
  date: z.string().regex(/^\d{4}-\d\d-\d\d/),
  email: z.string().min(3).max(254),
  name: z.string().min(1).max(100),
  lines: z.array(Line).min(1),
});
type Sale = z.infer<typeof Sale>;

const { fields: titles } = words;
const fields: Field[] = [
  { path: 'number', title: titles.number, type: 'text', required: true },
  { path: 'date', title: titles.date, type: 'date', required: true },
  { path: 'email', title: titles.email, type: 'text', required: true },
  { path: 'name', title: titles.name, type: 'text', required: true },
  { path: 'lines', title: titles.lines, type: 'list', required: true },
  { path: 'lines[].item', title: titles.item, type: 'text', required: true },
  { path: 'lines[].quantity', title: titles.quantity, type: 'number', required: true },
  { path: 'lines[].price', title: titles.price, type: 'number', required: true },
  { path: 'lines[].description', title: titles.description, type: 'text', required: false },
  { path: 'lines[].vatCode', title: titles.vatCode, type: 'text', required: false },
];

const results = <S extends z.ZodType>(one: S) => z.object({ d: z.object({ results: z.array(one) }) });
const Made = <Name extends string>(id: Name) =>
  z.object({ d: z.record(z.string(), z.json()) }).transform(({ d }, context) => {
    const value = d[id];
    if (typeof value === 'string' && value !== '') return value;
    context.addIssue(`no ${id}`);
    return z.NEVER;
  });

/** Orders and invoices are written alike and called differently. */
type Kind = { path: string; id: string; date: string; lines: string; customer: string };
const order: Kind = {
  ...{
    path: 'salesorder/SalesOrders',
    id: 'OrderID',
    date: 'OrderDate',
    lines: 'SalesOrderLines',
    customer: 'OrderedBy',
  },
};
const invoice: Kind = {
  path: 'salesinvoice/SalesInvoices',
  ...{ id: 'InvoiceID', date: 'InvoiceDate', lines: 'SalesInvoiceLines', customer: 'OrderedBy' },
};

const targetOf = (kind: Kind, title: (typeof words)['salesOrders']) =>
  defineTarget<Settings, Record<string, never>>({
    title,
    ...{ confidence: 'assumed', factsFrom: facts.guess, options: z.object({}), fields, schema: Sale },
    samples: samples.sales,
    async write(context, _options, record) {
      const sale = Sale.parse(record);
      const items = await itemIds(context, sale);
      const customer = await customerOf(context, sale);
      const json = {
        ...{ [kind.customer]: customer, [kind.date]: sale.date.slice(0, 10), YourRef: sale.number },
        Description: sale.number,
        [kind.lines]: sale.lines.map(({ item, quantity, price, description, vatCode }) => ({
          ...{ Item: items.get(item), Quantity: quantity, NetPrice: price },
          ...(description && { Description: description.slice(0, 100) }),
          ...(vatCode && { VATCode: vatCode }),
        })),
      };
      return { id: await exact.ask(context, post(context, kind.path, json), Made(kind.id)) };
    },
    find: (context, _options, record) => find(context, kind, Sale.parse(record).number),
  });

export const salesOrders = targetOf(order, words.salesOrders);
export const salesInvoices = targetOf(invoice, words.salesInvoices);

const pathOf = ({ settings }: Context, path: string) => `/${settings.division}/${path}`;
const post = (context: Context, path: string, json: unknown) =>
  ({ method: 'POST', path: pathOf(context, path), json }) as const;

/** "Your reference" carries the shop's number; whether it is unique is nobody's rule but ours. */
async function find(context: Context, { path, id }: Kind, number: string): Promise<Written | null> {
  const query = { $select: `${id},YourRef`, $filter: `YourRef eq ${quoted(number)}` };
  const Row = z.record(z.string(), z.json());
  const { d } = await exact.ask(context, { path: pathOf(context, path), query }, results(Row));
  const found = d.results.find(({ YourRef }) => YourRef === number)?.[id];
  return typeof found === 'string' ? { id: found } : null;
}

/** Lines name items by their own id; all of them are asked for in one call, and known before anything is written. */
async function itemIds(context: Context, { lines }: Sale): Promise<Map<string, string>> {
  const codes = [...new Set(lines.map(({ item }) => item))];
  const ids = new Map<string, string>();
  const Item = z.object({ ID: z.string(), Code: z.string() });
  for (let from = 0; from < codes.length; from += 20) {
    const some = codes.slice(from, from + 20);
    const $filter = some.map((code) => `Code eq ${quoted(code)}`).join(' or ');
    const query = { $select: 'ID,Code', $filter };
    const { d } = await exact.ask(context, { path: pathOf(context, 'logistics/Items'), query }, results(Item));
    for (const { ID, Code } of d.results) ids.set(Code.trim(), ID);
  }
  const missing = codes.find((code) => !ids.has(code));
  if (missing === undefined) return ids;
  throw new PermanentError({ problem: { code: 'exact-online.no-item', params: { item: missing } } });
}

/** The customer with this e-mail address, made where there is none. */
async function customerOf(context: Context, { email, name }: Sale): Promise<string> {
  const query = { $select: 'ID,Email', $filter: `Email eq ${quoted(email)}` };
  const Account = z.object({ ID: z.string(), Email: z.string().nullish() });
  const { d } = await exact.ask(context, { path: pathOf(context, 'crm/Accounts'), query }, results(Account));
  const found = d.results.find(({ Email }) => Email?.toLowerCase() === email.toLowerCase());
  if (found) return found.ID;
  // Status C makes it a customer and not only a relation (assumed).
  return exact.ask(context, post(context, 'crm/Accounts', { Name: name, Email: email, Status: 'C' }), Made('ID'));
}
