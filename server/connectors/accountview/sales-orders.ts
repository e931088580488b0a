import * as z from 'zod';
import type { ConnectorContext, Target, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { bookDayOf, bookingOptions, debtor, eachArticleExists, parsed, yearsOf } from './booking.ts';
import { dateTime, documentBody } from './document.ts';
import { ask } from './office.ts';
import { forDebtor, headerCells, lineCells } from './order-cells.ts';
import { createdRow, Key, readRows } from './rows.ts';
import { fields, SalesOrder } from './sales-order.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  pricesIncludeVat: field(z.boolean().default(true), words.options.pricesIncludeVat),
  ...bookingOptions,
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
    const bookDate = bookDayOf(context, options, order);
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
    for (const bookDate of yearsOf(context, order)) {
      const found = await orderIn(context, order, bookDate);
      if (found) return found;
    }
    return null;
  },
});

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

const writtenAs = ({ ORD_NR, REC_ID }: z.infer<typeof Header>, { orderNumber }: SalesOrder): Written => ({
  id: ORD_NR || REC_ID || orderNumber,
});
