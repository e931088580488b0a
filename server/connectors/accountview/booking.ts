import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Json } from '../connector.ts';
import { field } from '../form.ts';
import { debtorOf } from './debtors.ts';
import { articleOf } from './order-cells.ts';
import { readRows } from './rows.ts';
import { SalesOrder } from './sales-order.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

/** What orders and invoices have in common: the day, and whose they are. */
export const bookingOptions = {
  bookDate: field(z.enum(['order-date', 'today']).default('order-date'), {
    ...words.options.bookDate,
    choices: words.bookDates,
  }),
  defaultDebtor: field(z.string().trim().toUpperCase().max(10).default(''), words.options.defaultDebtor),
  knownCustomers: field(z.enum(['leave', 'update']).default('leave'), {
    ...words.options.knownCustomers,
    choices: words.knownCustomers,
  }),
  receivablesAccount: field(z.string().trim().min(1).max(10).default('1210'), words.options.receivablesAccount),
};
type Options = z.infer<z.ZodObject<typeof bookingOptions>>;

export const bookDayOf = (context: Context, { bookDate }: Options, { orderDate }: SalesOrder): string =>
  bookDate === 'today' ? dayOf(context) : orderDate;

/** It can have been booked on its own day or on the day it was sent, and a question reads one year only. */
export const yearsOf = (context: Context, { orderDate }: SalesOrder): string[] =>
  [orderDate, dayOf(context)].filter((day, at, all) => at === 0 || !sameYear(day, all[0]));

export function parsed(record: Json): SalesOrder {
  const order = SalesOrder.safeParse(record);
  if (order.success) return order.data;
  const place = order.error.issues[0]?.path.join('.') ?? '';
  throw new PermanentError({
    problem: { code: 'accountview.field-wrong', params: { field: place } },
    cause: order.error,
  });
}

export const debtor = (context: Context, options: Options, order: SalesOrder, bookDate: string): Promise<string> =>
  options.defaultDebtor
    ? Promise.resolve(options.defaultDebtor)
    : debtorOf(context, order.customer, { ...options, bookDate });

/** Asked beforehand, because the refusal of an order names no article that could be trusted to stay the same text. */
export async function eachArticleExists(context: Context, order: SalesOrder): Promise<void> {
  for (const article of new Set(order.lines.map(articleOf))) {
    const where = { field: 'ART_CODE', equals: article };
    const question = { businessObject: 'AK1', table: 'ARTICLE', fields: 'ART_CODE', where } as const;
    const rows = await readRows(context, question, z.object({ ART_CODE: z.string() }));
    if (rows.some(({ ART_CODE }) => ART_CODE.toUpperCase() === article)) continue;
    throw new PermanentError({ problem: { code: 'accountview.article-missing', params: { article } } });
  }
}

/** The day in the Netherlands, where the books are kept. */
const dayOf = ({ now }: Context): string => dutchDay.format(now());
const dutchDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });
const sameYear = (day: string, other: string | undefined): boolean => day.slice(0, 4) === other?.slice(0, 4);
