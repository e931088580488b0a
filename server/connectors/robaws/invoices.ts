import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { Id, robaws } from './api.ts';
import { allThatFit } from './list.ts';
import type { Settings } from './settings.ts';
import { markOf, type WebOrder } from './web-order.ts';

type Context = ConnectorContext<Settings>;
type Line = WebOrder['lines'][number];

const Invoice = z.looseObject({ id: Id, clientReference: z.string().nullish() });
const Tariff = z.looseObject({ id: Id, vatInclusive: z.boolean().nullish() });
type Tariff = z.infer<typeof Tariff>;

/** The invoice of an order, by the reference that stands on it; which filters are heard is not known. */
export async function findInvoice(context: Context, order: WebOrder, { client }: { client: string }) {
  const [found] = await allThatFit(context, {
    path: '/sales-invoices',
    query: { type: 'INVOICE', clientId: client, fromDate: order.date },
    item: Invoice,
    fits: ({ clientReference }) => clientReference === markOf(order),
  });
  return found?.id ?? null;
}

/** Paths and filters are reported, the fields of a new invoice and the list of tariffs are assumed. */
export async function makeInvoice(
  context: Context,
  order: WebOrder,
  { client, company, articles }: { client: string; company: string; articles: Map<string, string> },
): Promise<void> {
  const tariffs = await allThatFit(context, { path: '/vat-tariffs', query: {}, item: Tariff, fits: () => true });
  const lineItems = order.lines.map((line, nth) => ({
    type: 'ARTICLE',
    ...(line.articleNumber && { articleId: articles.get(line.articleNumber) }),
    ...{ description: line.description ?? '', quantity: line.quantity, salePrice: line.price },
    vatTariffId: tariffOf(line, nth + 1, { tariffs, order: order.order }),
  }));
  const json = {
    ...{ type: 'INVOICE', clientId: client, ...(company && { companyId: company }) },
    ...{ date: context.now().toISOString().slice(0, 10), clientReference: markOf(order), lineItems },
  };
  await robaws.ask(context, { method: 'POST', path: '/sales-invoices', json }, z.looseObject({ id: Id }));
}

/** The code that ProductFlow keeps with a VAT group is the number of a tariff in Robaws, and that one must include VAT. */
function tariffOf({ vatCode, description }: Line, no: number, it: { tariffs: Tariff[]; order: string }): string {
  const refuse = (code: string): never => {
    const params = { line: no, description: description ?? '', order: it.order, ...(vatCode && { code: vatCode }) };
    throw new PermanentError({ problem: { code, params } });
  };
  if (!vatCode) return refuse('robaws.line-without-vat');
  const tariff = it.tariffs.find(({ id }) => id === vatCode);
  if (!tariff) return refuse('robaws.no-tariff');
  return tariff.vatInclusive === false ? refuse('robaws.tariff-without-vat') : tariff.id;
}
