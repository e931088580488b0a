import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Json, Target, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { debtorOf } from './debtors.ts';
import { dateTime, documentBody } from './document.ts';
import { ask } from './office.ts';
import { articleOf, forDebtor, headerCells, lineCells } from './order-cells.ts';
import { createdRow, Key, readRows } from './rows.ts';
import { fields, SalesOrder } from './sales-order.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  pricesIncludeVat: field(z.boolean().default(true), words.options.pricesIncludeVat),
  bookDate: field(z.enum(['order-date', 'today']).default('order-date'), {
    ...words.options.bookDate,
    choices: words.bookDates,
  }),
  defaultDebtor: field(z.string().trim().toUpperCase().max(10).default(''), words.options.defaultDebtor),
  receivablesAccount: field(z.string().trim().min(1).max(10).default('1210'), words.options.receivablesAccount),
});
type Options = z.infer<typeof Options>;
type Context = ConnectorContext<Settings>;

/** Which column carries the number of an order is assumed; without it the order is known by the shop's number. */
const Header = z.object({
  ORD_NR: Key.nullish(),
  REC_ID: Key.nullish(),
  COMMENT1: z.string().default(''),
});

/**
 * Sales orders (SO1). The columns of the header and of article, quantity, price and date are reported by a client of
 * the live API; description and VAT code on the line are assumed, and the connection's check looks for them.
 * The shop's order number stands in COMMENT1, which is how an order is found again.
 */
export const salesOrders: Target<Settings> = defineTarget<Settings, Options>({
  title: words.targets['sales-orders'].title,
  confidence: 'reported',
  factsFrom: 'AccountView.Net Web API v3: clients of the live API and its own data dictionary',
  options: Options,
  fields,
  schema: SalesOrder,
  samples,
  askFirst: true,
  async write(context, options, record) {
    const order = parsed(record);
    const bookDate = options.bookDate === 'today' ? dayOf(context) : order.orderDate;
    const described = order.lines.every(({ description }) => description);
    const lines = order.lines.map((line) => lineCells(order, { ...line, described }, options.pricesIncludeVat));
    const header = headerCells(order);
    await eachArticleExists(context, order);
    const debtorCells = forDebtor(await debtor(context, options, order, bookDate));
    const detail = { table: 'SO_LINE', rows: lines };
    const json = documentBody({
      businessObject: 'SO1',
      table: 'SO_HDR',
      header: [...debtorCells, ...header],
      detail,
      bookDate,
    });
    const call = { method: 'POST', path: '/accountviewdata', json, effect: 'write' } as const;
    const created = await ask(context, call, createdRow('SO_HDR', Header));
    return writtenAs(created, order);
  },
  async find(context, _options, record) {
    const order = parsed(record);
    const years = [order.orderDate, dayOf(context)].filter((day, at, all) => at === 0 || !sameYear(day, all[0]));
    for (const bookDate of years) {
      const found = await orderIn(context, order, bookDate);
      if (found) return found;
    }
    return null;
  },
});

/** An order can have been booked on its own day or on the day it was sent, and a question reads one year only. */
async function orderIn(context: Context, order: SalesOrder, bookDate: string): Promise<Written | null> {
  const where = { field: 'COMMENT1', equals: order.orderNumber };
  const question = {
    businessObject: 'SO1',
    table: 'SO_HDR',
    fields: '*',
    where,
    bookDate: dateTime(bookDate),
  } as const;
  const rows = await readRows(context, question, Header);
  const [row] = rows.filter(({ COMMENT1 }) => COMMENT1 === order.orderNumber);
  return row ? writtenAs(row, order) : null;
}

function parsed(record: Json): SalesOrder {
  const order = SalesOrder.safeParse(record);
  if (order.success) return order.data;
  const place = order.error.issues[0]?.path.join('.') ?? '';
  throw new PermanentError({
    problem: { code: 'accountview.field-wrong', params: { field: place } },
    cause: order.error,
  });
}

const debtor = (context: Context, options: Options, order: SalesOrder, bookDate: string): Promise<string> =>
  options.defaultDebtor
    ? Promise.resolve(options.defaultDebtor)
    : debtorOf(context, order.customer, { bookDate, receivablesAccount: options.receivablesAccount });

/** Asked beforehand, because the refusal of an order names no article that could be trusted to stay the same text. */
async function eachArticleExists(context: Context, order: SalesOrder): Promise<void> {
  for (const article of new Set(order.lines.map(articleOf))) {
    const where = { field: 'ART_CODE', equals: article };
    const question = { businessObject: 'AK1', table: 'ARTICLE', fields: 'ART_CODE', where } as const;
    const rows = await readRows(context, question, z.object({ ART_CODE: z.string() }));
    if (rows.some(({ ART_CODE }) => ART_CODE.toUpperCase() === article)) continue;
    throw new PermanentError({ problem: { code: 'accountview.article-missing', params: { article } } });
  }
}

const writtenAs = ({ ORD_NR, REC_ID }: z.infer<typeof Header>, { orderNumber }: SalesOrder): Written => ({
  id: ORD_NR || REC_ID || orderNumber,
});

/** The day in the Netherlands, where the books are kept. */
const dayOf = ({ now }: Context): string => dutchDay.format(now());
const dutchDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });
const sameYear = (day: string, other: string | undefined): boolean => day.slice(0, 4) === other?.slice(0, 4);
