import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { askedOf, fieldsOf, type Place, pageAsked, refuse } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { channels, productOf, stockOf } from './lists.ts';
import { addArticle, cancelOrder, changeArticle, numberOfSku, takeOrder } from './warehouse.ts';

const notFound = { message: 'Not found' };
const invalid = (name: string, text: string) => ({
  message: 'The given data was invalid.',
  errors: { [name]: [text] },
});

/** A page with the counts of all, newest change first where that is asked for. */
function pageOf(asked: Record<string, string>, count: number, slice: (from: number, to: number) => Document[]) {
  const { page, size, from, to } = pageAsked(asked, { page: 'page', size: 'per_page', first: 1, usual: 50, most: 100 });
  const newest = asked.sort === '-updated_at';
  const data = newest ? slice(Math.max(0, count - to), Math.max(0, count - from)).reverse() : slice(from, to);
  return { data, meta: { current_page: page, last_page: Math.ceil(count / size), per_page: size, total: count } };
}

function addList(app: FastifyInstance, here: () => Place, path: string, list: string, show = (it: Document) => it) {
  app.get(path, async ({ query }) => {
    const asked = askedOf(query);
    const since = asked.updated_since ? new Date(asked.updated_since).toISOString() : null;
    const view = here().view(list);
    return pageOf(asked, view.count(since), (from, to) => view.slice(since, from, to).map(show));
  });
}

type ById = { Params: { id: string } };

export function addRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/ping', async () => ({ ok: true, account: 'Huisgoed', channels: channels.length }));
  app.get('/channels', async () => ({ data: channels }));
  addList(app, here, '/shipments', 'shipments');
  addList(app, here, '/stock', 'articles', stockOf);
  addList(app, here, '/products', 'articles', productOf);
  app.get<ById>('/shipments/:id', async ({ params }, reply) => {
    const shipment = here().view('shipments').byNumber(params.id);
    return shipment ? { data: shipment } : refuse(reply, 404, notFound);
  });
  for (const [path, show] of [
    ['/stock', stockOf],
    ['/products', productOf],
  ] as const)
    app.get<ById>(`${path}/:id`, async ({ params }, reply) => {
      const article = here()
        .view('articles')
        .byNumber(numberOfSku(here(), params.id) ?? '');
      return article?.sku === params.id ? { data: show(article) } : refuse(reply, 404, notFound);
    });
  addOrderRoutes(app, here);
  addProductRoutes(app, here);
}

/** The order with a reference, in any channel. */
function withReference(place: Place, reference: string): Document[] {
  const sent = channels.flatMap(({ id }) => place.world.index[`order ${id}/${reference}`] ?? []);
  const seeded = /^WEB-(\d+)$/.exec(reference)?.[1];
  const numbers = seeded ? [...sent, String(70_000 + Number(seeded))] : sent;
  return numbers.map((number) => place.view('orders').byNumber(number)).filter((order) => order !== null);
}

const Wanted = z.looseObject({
  reference: z.string().min(1),
  channel_id: z.number(),
  delivery: z.looseObject({ city: z.string() }),
  lines: z.array(z.looseObject({ sku: z.string().min(1), quantity: z.number().int().min(1) })).min(1),
});

function addOrderRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/orders', async ({ query }) => {
    const asked = askedOf(query);
    const place = here();
    const since = asked.updated_since ? new Date(asked.updated_since).toISOString() : null;
    if (asked.reference === undefined) {
      const view = place.view('orders');
      return pageOf(asked, view.count(since), (from, to) => view.slice(since, from, to));
    }
    const found = withReference(place, asked.reference);
    return pageOf(asked, found.length, (from, to) => found.slice(from, to));
  });
  app.get<ById>('/orders/:id', async ({ params }, reply) => {
    const order = here().view('orders').byNumber(params.id);
    return order ? { data: order } : refuse(reply, 404, notFound);
  });
  app.post('/orders', async ({ body }, reply) => {
    const place = here();
    const given = fieldsOf(body);
    const wanted = Wanted.safeParse(given);
    if (!wanted.success) return refuse(reply, 422, invalid(wanted.error.issues[0]?.path.join('.') ?? '', 'Invalid.'));
    const { channel_id, reference, lines } = wanted.data;
    if (!channels.some(({ id, import_orders }) => id === channel_id && import_orders))
      return refuse(reply, 422, invalid('channel_id', 'This channel takes no orders.'));
    const unknown = lines.find(({ sku }) => numberOfSku(place, sku) === null);
    if (unknown) return refuse(reply, 422, invalid('sku', `There is no product ${unknown.sku}.`));
    const known = withReference(place, reference).find((order) => order.channel_id === channel_id);
    if (known) return refuse(reply, 409, { message: 'Order already exists', id: known.id ?? null });
    const order = takeOrder(place, given);
    place.tell('order', String(order.id), given);
    return reply.code(201).send({ data: order });
  });
  app.post<ById>('/orders/:id/cancel', async ({ params }, reply) => {
    const place = here();
    const order = place.view('orders').byNumber(params.id);
    if (!order) return refuse(reply, 404, notFound);
    if (!['new', 'snoozed', 'backorder', 'cancelled'].includes(String(order.status)))
      return refuse(reply, 409, { message: 'Picking has started' });
    cancelOrder(place, order);
    place.tell('cancellation', params.id, { reference: order.reference ?? null });
    return { data: place.view('orders').byNumber(params.id) };
  });
}

function addProductRoutes(app: FastifyInstance, here: () => Place) {
  app.post('/products', async ({ body }, reply) => {
    const product = fieldsOf(body);
    if (typeof product.sku !== 'string') return refuse(reply, 422, invalid('sku', 'The sku field is required.'));
    if (numberOfSku(here(), product.sku) !== null) return refuse(reply, 409, { message: 'Product already exists' });
    addArticle(here(), product);
    here().tell('product', product.sku, product);
    return reply.code(201).send({ data: product });
  });
  app.patch<ById>('/products/:id', async ({ params, body }, reply) => {
    if (!changeArticle(here(), params.id, () => fieldsOf(body))) return refuse(reply, 404, notFound);
    here().tell('product', params.id, { sku: params.id, ...fieldsOf(body) });
    return { data: { sku: params.id, ...fieldsOf(body) } };
  });
}
