import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import catalogue from './catalogue.json' with { type: 'json' };
import { idOf } from './ids.ts';
import { addOrderWriting } from './order-writing.ts';
import { allOrders, orderById, ordersOfOrigin } from './orders.ts';
import { addProductWriting } from './product-writing.ts';
import { inventoryRow, productsWhere, productsWithSku, stockOf } from './products.ts';
import { brands, open, type Shipment, type World } from './world.ts';

export const company = 'demo';
export const clientId = 'demo-stoqflow-client';
export const clientSecret = 'demo-stoqflow-client-secret';

/** Where no company is, a web page answers (reported). */
const nobody = (reply: FastifyReply) =>
  reply.code(404).type('text/html').send('<!doctype html><html><body><h1>404 Not Found</h1></body></html>');

export const missing = (reply: FastifyReply) => reply.code(404).send({ message: 'Not found' });

export function addRoutes(root: FastifyInstance, stored: () => World, clock: () => Date): void {
  const world = () => open(stored(), clock());
  const wanted = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  root.register(
    async (app) => {
      app.addHook<{ Params: { company?: string } }>('onRequest', async ({ params, headers }, reply) => {
        if (params.company !== company) return nobody(reply);
        if (headers.authorization !== wanted) return reply.code(401).send({ message: 'Invalid credentials' });
        return undefined;
      });
      app.get('/company', async () => ({ ...catalogue.company, brands }));
      addLists(app, world);
      addProductWriting(app, world, clock);
      addOrderWriting(app, world, clock);
    },
    { prefix: '/:company/api/v2' },
  );
  root.all('/*', async (_request, reply) => nobody(reply));
}

/** Bare lists, 25 at a time and never more than 100 (assumed). What a question does not know, it passes over (assumed). */
const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  skip: z.coerce.number().int().min(0).default(0),
  sku: z.string().optional(),
  status: z.string().optional(),
  warehouse_id: z.string().optional(),
  order_id: z.string().optional(),
  'origin.number': z.string().optional(),
  updated_since: z.iso.datetime({ offset: true }).optional(),
});
type ListQuery = z.infer<typeof ListQuery>;

function addLists(app: FastifyInstance, world: () => World) {
  const list = (path: string, rows: (query: ListQuery) => Iterable<object>) =>
    app.get(path, async (request, reply) => {
      const query = ListQuery.safeParse(request.query);
      if (!query.success) return reply.code(400).send({ error: 'Invalid query' });
      const { skip, limit } = query.data;
      return Array.from(rows(query.data)).slice(skip, skip + limit);
    });
  list('/products', ({ sku }) =>
    productsWhere(world(), (it) => sku === undefined || it.sku === sku).map(({ product }) => product),
  );
  list('/inventory', ({ sku, warehouse_id, updated_since }) =>
    (sku === undefined ? productsWhere(world(), () => true) : productsWithSku(world(), sku))
      .filter(() => warehouse_id === undefined || warehouse_id === catalogue.warehouse._id)
      .filter(({ product, number }) => isSince(stockOf(world(), product, number).updatedAt, updated_since))
      .map(({ product, number }) => inventoryRow(world(), product, number)),
  );
  list('/orders', (query) => {
    const number = query['origin.number'];
    const orders = number === undefined ? Array.from(allOrders(world())) : ordersOfOrigin(world(), number);
    return orders.filter(
      ({ status, updated_at }) =>
        (query.status === undefined || status === query.status) && isSince(updated_at, query.updated_since),
    );
  });
  list('/shipments', ({ order_id }) => shipmentsOf(world(), order_id));
  app.get<{ Params: { id: string } }>('/orders/:id', async ({ params }, reply) => {
    return orderById(world(), params.id) ?? missing(reply);
  });
}

const isSince = (at: string, since: string | undefined) => since === undefined || Date.parse(at) >= Date.parse(since);

/** What was there from the start has left with PostNL. */
function shipmentsOf(world: World, orderId: string | undefined): Shipment[] {
  const kept = world.shipments.filter(({ order_id }) => orderId === undefined || order_id === orderId);
  if (orderId === undefined || kept.length > 0) return kept;
  const tracking = `3SDEMO${orderId.slice(0, 7).toUpperCase()}`;
  return [shipmentFor(orderId, 0, 'PostNL', tracking)];
}

export const shipmentFor = (order: string, nth: number, carrier: string, tracking: string): Shipment => ({
  ...{ _id: idOf(`shipment ${order}`, nth), order_id: order, carrier, tracking_code: tracking },
  tracking_url: `https://track.example/${encodeURIComponent(tracking)}`,
});
