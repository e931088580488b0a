import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { askedOf, fieldsOf, type Place, pageAsked } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { articlesAsked, shownArticle } from './articles.ts';
import { bucket } from './bucket.ts';
import { tell, webhookSecret } from './hooks.ts';

const words: Record<number, string> = {
  ...{ 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 415: 'Unsupported Media Type' },
  ...{ 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error' },
};

export const problem = (status: number, message: string): Json => ({
  ...{ timestamp: '2026-03-02T10:00:00.000+00:00', status, error: words[status] ?? 'Error', message },
  ...{ path: '/api/v2', correlationId: '00000000-0000-0000-0000-000000000000', serverVersion: 'sandbox-master' },
});
const say = (reply: FastifyReply, status: number, message: string) => reply.code(status).send(problem(status, message));

function pageOf(query: unknown, count: number, slice: (from: number, to: number) => Document[]) {
  const asked = askedOf(query);
  const { page, size, from, to } = pageAsked(asked, { page: 'page', size: 'size', first: 0, usual: 10, most: 100 });
  const newest = asked.sort === 'updatedAt:desc';
  const items = newest ? slice(Math.max(0, count - to), Math.max(0, count - from)).reverse() : slice(from, to);
  return { items, totalItems: count, totalPages: Math.ceil(count / size), currentPage: page, size };
}
const listOf = (query: unknown, all: Document[]) => pageOf(query, all.length, (from, to) => all.slice(from, to));

const locations = [
  { id: '1', name: 'Hoofdmagazijn', default: true },
  { id: '2', name: 'Toonzaal', default: false },
];
const tariffs = [
  { id: '7', name: '21% incl.', percentage: 21, vatInclusive: true },
  { id: '8', name: '6% incl.', percentage: 6, vatInclusive: true },
  { id: '2', name: '21%', percentage: 21, vatInclusive: false },
];
const clients = [{ id: '845', name: 'Webshop particulieren', language: 'nl', currency: 'EUR' }];

export function addRoutes(root: FastifyInstance, here: () => Place) {
  root.register(
    async (app) => {
      app.addHook('onRequest', (_request, reply) => bucket(here(), reply, problem));
      app.get('/ping', async () => ({ status: 'ok' }));
      app.get('/clients', async ({ query }) => listOf(query, clients));
      app.get('/stock-locations', async ({ query }) => listOf(query, locations));
      app.get('/vat-tariffs', async ({ query }) => listOf(query, tariffs));
      addArticleRoutes(app, here);
      addStockRoutes(app, here);
      addInvoiceRoutes(app, here);
      addWebhookRoutes(app, here);
    },
    { prefix: '/api/v2' },
  );
}

type ById = { Params: { id: string } };

function addArticleRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/articles', async ({ query }) => {
    const found = articlesAsked(here(), askedOf(query));
    const { include } = askedOf(query);
    return pageOf(query, found.count, (from, to) => found.slice(from, to).map((it) => shownArticle(it, include)));
  });
  app.get<ById>('/articles/:id', async ({ params, query }, reply) => {
    const article = here().view('articles').byNumber(params.id);
    return article ? shownArticle(article, askedOf(query).include) : say(reply, 404, 'No article with this id');
  });
}

const Change = z.looseObject({
  articleId: z.string(),
  stockLocationId: z.string(),
  quantity: z.number(),
  date: z.iso.date(),
  description: z.string().optional(),
});

function addStockRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/stock-changes', async ({ query }) => {
    const { articleId } = askedOf(query);
    const all = here().kept('stockChanges');
    const deaf = here().world.rules.ignoreFilters === true;
    return listOf(query, deaf || !articleId ? all : all.filter((it) => it.articleId === articleId));
  });
  app.post('/stock-changes', async ({ body }, reply) => {
    const place = here();
    const given = fieldsOf(body);
    const change = Change.safeParse(given);
    if (!change.success) return say(reply, 400, `wrong field: ${change.error.issues[0]?.path.join('.')}`);
    const { articleId, stockLocationId, quantity } = change.data;
    const article = place.view('articles').byNumber(articleId);
    if (!article) return say(reply, 400, 'unknown articleId');
    if (!locations.some(({ id }) => id === stockLocationId)) return say(reply, 400, 'unknown stockLocationId');
    moveStock(place, articleId, Number(article.availableStock) + quantity);
    const made = { id: String(5001 + place.kept('stockChanges').length), ...given, updatedAt: place.now.toISOString() };
    place.kept('stockChanges').push(made);
    place.tell('stock change', made.id, made);
    return reply.code(201).send(made);
  });
}

export function moveStock(place: Place, id: string, availableStock: number) {
  place.view('articles').change(id, { availableStock }, place.now);
  tell(place, 'article.stock-changed', id);
}

const Endpoint = z.object({ url: z.url(), events: z.array(z.string()).min(1) });

/** The secret is shown in this answer alone (known); here there is room for one address. */
function addWebhookRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/webhook-endpoints', async ({ query }) => {
    const { webhook } = here().world.rules;
    return listOf(query, webhook ? [{ id: '1', url: webhook, events: ['article.updated'] }] : []);
  });
  app.post('/webhook-endpoints', async ({ body }, reply) => {
    const endpoint = Endpoint.safeParse(body);
    if (!endpoint.success) return say(reply, 400, 'wrong field: url or events');
    here().world.rules.webhook = endpoint.data.url;
    return reply.code(201).send({ id: '1', ...endpoint.data, secret: webhookSecret });
  });
}

const Invoice = z.looseObject({
  type: z.enum(['INVOICE', 'CREDIT_NOTE']),
  clientId: z.string(),
  clientReference: z.string().optional(),
  lineItems: z.array(z.looseObject({ quantity: z.number(), salePrice: z.number(), vatTariffId: z.string() })).min(1),
});

function addInvoiceRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/sales-invoices', async ({ query }) => listOf(query, here().kept('invoices')));
  app.post('/sales-invoices', async ({ body }, reply) => {
    const place = here();
    const invoice = Invoice.safeParse(fieldsOf(body));
    if (!invoice.success) return say(reply, 400, `wrong field: ${invoice.error.issues[0]?.path.join('.')}`);
    if (!clients.some(({ id }) => id === invoice.data.clientId)) return say(reply, 400, 'unknown clientId');
    const made = {
      id: String(3001 + place.kept('invoices').length),
      logicId: `F26${place.kept('invoices').length + 1}`,
      ...fieldsOf(body),
    };
    place.kept('invoices').push(made);
    place.tell('invoice', made.id, made);
    return reply.code(201).send(made);
  });
}
