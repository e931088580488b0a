import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { facts, Id } from './api.ts';
import { findInvoice, makeInvoice } from './invoices.ts';
import { allThatFit } from './list.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { bookStock, type Move, openMoves } from './stock.ts';
import { WebOrder } from './web-order.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

export const Options = z.object({
  location: field(z.string().trim().default(''), words.options.location),
  client: field(z.string().trim().regex(/^\d+$/), { ...words.options.client, placeholder: '845' }),
  company: field(z.string().trim().default(''), words.options.company),
});
export type Options = z.infer<typeof Options>;

const Article = z.looseObject({ id: Id, articleNumber: z.string().nullish() });

/** The article of a number; a cancelled order asks for nothing that is not there. */
async function articleId(context: Context, number: string, order: WebOrder): Promise<string | null> {
  const fits = (it: z.infer<typeof Article>) => it.articleNumber?.trim() === number;
  const query = { articleNumber: number };
  const found = await allThatFit(context, { path: '/articles', query, item: Article, fits });
  const [article] = found;
  if (found.length === 1 && article) return article.id;
  if (order.status === 'cancelled' && !article) return null;
  const code = article ? 'robaws.number-not-unique' : 'robaws.article-not-found';
  throw new PermanentError({ problem: { code, params: { number, order: order.order } } });
}

/** What Robaws calls the order's articles, each number asked once; lines without a number are no articles. */
async function articlesOf(context: Context, order: WebOrder): Promise<Map<string, string>> {
  const numbers = new Set(order.lines.flatMap(({ articleNumber }) => articleNumber ?? []));
  const ids = new Map<string, string>();
  for (const number of numbers) {
    const id = await articleId(context, number, order);
    if (id !== null) ids.set(number, id);
  }
  return ids;
}

/** What an order has still to move: taken from stock while it lives, put back when it is cancelled. */
async function movesOf(context: Context, order: WebOrder, articles: Map<string, string>): Promise<Move[]> {
  const wanted = new Map<string, number>();
  for (const { articleNumber, quantity } of order.lines) {
    const id = articles.get(articleNumber ?? '');
    if (id !== undefined) wanted.set(id, (wanted.get(id) ?? 0) - (order.status === 'cancelled' ? 0 : quantity));
  }
  return openMoves(context, order, wanted);
}

const isSent = ({ status }: WebOrder) => status === 'shipped' || status === 'completed';

const text = (path: string, title: (typeof words.fields)[keyof typeof words.fields], required = false) => ({
  ...{ path, title, type: 'text' as const, required },
});

/**
 * An order of a web shop as Robaws should stand to it: its stock is booked while it lives, it is invoiced when it is shipped, and
 * what was booked goes back when it is cancelled; one that was cancelled from the start leaves no trace. What Robaws has of the
 * order is looked up each time and only what is missing is made, so the same order may be sent again and again.
 */
export const webOrders = defineTarget<Settings, Options>({
  title: words.targets.webOrders.title,
  confidence: 'assumed',
  factsFrom: facts.guess,
  options: Options,
  fields: [
    text('order', words.fields.order, true),
    text('status', words.fields.status, true),
    { path: 'date', title: words.fields.date, type: 'date', required: true },
    { path: 'lines', title: words.fields.lines, type: 'list', required: true },
    text('lines[].articleNumber', words.fields.articleNumber),
    text('lines[].description', words.fields.description),
    { path: 'lines[].quantity', title: words.fields.quantity, type: 'number', required: true },
    { path: 'lines[].price', title: words.fields.price, type: 'number', required: true },
    text('lines[].vatCode', words.fields.vatCode),
  ],
  schema: WebOrder,
  samples: samples.webOrders,
  exampleOptions: { client: '845' },
  repeatable: true,
  askFirst: true,
  async write(context, options, record) {
    const order = WebOrder.parse(record);
    const articles = await articlesOf(context, order);
    await bookStock(context, order, { moves: await movesOf(context, order, articles), location: options.location });
    if (isSent(order) && (await findInvoice(context, order, options)) === null)
      await makeInvoice(context, order, { ...options, articles });
    return { id: order.order };
  },
  async find(context, options, record) {
    const order = WebOrder.parse(record);
    const moves = await movesOf(context, order, await articlesOf(context, order));
    const settled = moves.length === 0 && (!isSent(order) || (await findInvoice(context, order, options)) !== null);
    return settled ? { id: order.order } : null;
  },
});
