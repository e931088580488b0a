import * as z from 'zod';
import type { ConnectorContext, Target, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { bookDayOf, bookingOptions, debtor, eachArticleExists, parsed, yearsOf } from './booking.ts';
import { dateTime, documentBody } from './document.ts';
import { invoiceHeader, invoiceLines } from './invoice-cells.ts';
import samples from './invoice-samples.json' with { type: 'json' };
import { ask } from './office.ts';
import { createdRow, Key, readRows } from './rows.ts';
import { fields, SalesOrder } from './sales-order.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const account = (byDefault: string) => z.string().trim().min(1).max(10).default(byDefault);
const Options = z.object({
  journal: field(z.string().trim().toUpperCase().min(1).max(3).default('700'), words.options.journal),
  revenueAccount: field(account('8000'), words.options.revenueAccount),
  ...bookingOptions,
});
type Options = z.infer<typeof Options>;
type Context = ConnectorContext<Settings>;

const Page = z.object({ DJ_CODE: Key.nullish(), PAGE_NR: Key.nullish(), INV_NR: Key.nullish() });

/**
 * Sales invoices, as pages of a journal (DJ2). Columns and their widths are in the data dictionary, that the page needs
 * balanced lines is reported; which line carries which sign is assumed. An invoice cannot be changed, so its number is looked
 * up first (reported): it is the shop's order number.
 */
export const salesInvoices: Target<Settings> = defineTarget<Settings, Options>({
  title: words.targets['sales-invoices'].title,
  confidence: 'assumed',
  factsFrom: 'AccountView.Net Web API v3: clients of the live API and its own data dictionary',
  options: Options,
  fields,
  schema: SalesOrder,
  samples,
  askFirst: true,
  async write(context, options, record) {
    const order = parsed(record);
    const bookDate = bookDayOf(context, options, order);
    const rows = invoiceLines(order, { ...options, bookDate });
    await eachArticleExists(context, order);
    const header = invoiceHeader(order, {
      ...options,
      bookDate,
      debtor: await debtor(context, options, order, bookDate),
    });
    const detail = { table: 'DJ_LINE', rows };
    const json = documentBody({ businessObject: 'DJ2', table: 'DJ_PAGE', header, detail, bookDate });
    const call = { method: 'POST', path: '/accountviewdata', json, effect: 'write' } as const;
    return writtenAs(await ask(context, call, createdRow('DJ_PAGE', Page)), order);
  },
  async find(context, options, record) {
    const order = parsed(record);
    for (const bookDate of yearsOf(context, order)) {
      const found = await invoiceIn(context, options, order, bookDate);
      if (found) return found;
    }
    return null;
  },
});

async function invoiceIn(context: Context, { journal }: Options, order: SalesOrder, bookDate: string) {
  const where = { field: 'INV_NR', equals: order.orderNumber };
  const day = dateTime(bookDate);
  const question = { businessObject: 'DJ2', table: 'DJ_PAGE', fields: '*', where, bookDate: day } as const;
  const rows = await readRows(context, question, Page);
  const page = rows.find(({ INV_NR, DJ_CODE }) => INV_NR === order.orderNumber && DJ_CODE === journal);
  return page ? writtenAs(page, order) : null;
}

const writtenAs = ({ PAGE_NR }: z.infer<typeof Page>, { orderNumber }: SalesOrder): Written => ({
  id: PAGE_NR || orderNumber,
});
