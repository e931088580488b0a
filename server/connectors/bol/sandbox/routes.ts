import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { addTokenRoute, fieldsOf, guard, invalid, missing } from './access.ts';
import { addInstructionRoutes } from './instruction-routes.ts';
import {
  articleAt,
  catalogueDocument,
  numberOf,
  offerCount,
  offerDocument,
  offerIdOf,
  offerState,
  referenceOf,
  setStock,
} from './offers.ts';
import { listOrders, OrderQuery } from './order-list.ts';
import { orderDocument, orderNo } from './orders.ts';
import { settle } from './processes.ts';
import { listShipments } from './shipments.ts';
import { open, type World } from './world.ts';

export function addRoutes(root: FastifyInstance, stored: () => World, clock: () => Date): void {
  const world = () => open(stored(), clock());
  addTokenRoute(root, world, clock);
  root.register(async (app) => {
    guard(app, root.prefix, world, clock);
    app.addHook('preHandler', async () => settle(world(), clock()));
    addOrderRoutes(app, world, clock);
    addInstructionRoutes(app, world, clock);
    addOfferRoutes(app, world);
    addOfferChange(app, world, clock);
    app.get<{ Params: { ean: string } }>('/retailer/content/catalog-products/:ean', async ({ params }, reply) => {
      const number = numberOf(world(), (it) => articleAt(it).ean === params.ean);
      return number === null ? missing(reply) : catalogueDocument(number);
    });
  });
}

const ShipmentQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  'order-id': z.string().optional(),
});

function addOrderRoutes(app: FastifyInstance, world: () => World, clock: () => Date) {
  app.get('/retailer/orders', async (request, reply) => {
    const query = OrderQuery.safeParse(request.query);
    return query.success ? listOrders(world(), query.data, clock()) : invalid(reply, fieldsOf(query.error));
  });
  app.get<{ Params: { id: string } }>('/retailer/orders/:id', async ({ params }, reply) => {
    const no = orderNo(world(), params.id);
    return no === null ? missing(reply) : orderDocument(world(), no);
  });
  app.get('/retailer/shipments', async (request, reply) => {
    const query = ShipmentQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, fieldsOf(query.error));
    return listShipments(world(), { page: query.data.page, order: query.data['order-id'] });
  });
}

const OfferQuery = z.object({
  'page-size': z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().optional(),
  reference: z.string().optional(),
  eans: z.union([z.string(), z.array(z.string())]).optional(),
  'last-modified-date-time': z.iso.datetime({ offset: true }).optional(),
});

/** Pages by a mark; the first of the next page stands in it. */
function addOfferRoutes(app: FastifyInstance, world: () => World) {
  app.get('/retailer/offers', async (request, reply) => {
    const query = OfferQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, fieldsOf(query.error));
    const { 'page-size': size, cursor, reference, eans, 'last-modified-date-time': since } = query.data;
    const first = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString());
    const offers: ReturnType<typeof offerDocument>[] = [];
    let number = first;
    for (; number < offerCount(world()) && offers.length < size; number += 1) {
      const fits =
        (reference === undefined || referenceOf(number) === reference) &&
        (eans === undefined || [eans].flat().includes(articleAt(number).ean)) &&
        (since === undefined || Date.parse(offerState(world(), number).modifiedAt) >= Date.parse(since));
      if (fits) offers.push(offerDocument(world(), number));
    }
    const nextCursor = number < offerCount(world()) ? Buffer.from(String(number)).toString('base64url') : null;
    return { offers, page: { pageSize: Math.max(25, size), nextCursor } };
  });
  app.get<{ Params: { id: string } }>('/retailer/offers/:id', async ({ params }, reply) => {
    const number = numberOf(world(), (it) => offerIdOf(it) === params.id);
    return number === null ? missing(reply) : offerDocument(world(), number);
  });
}

const Patch = z.object({
  stock: z.object({ amount: z.number().int().min(0).max(999), managedByRetailer: z.boolean() }).partial(),
});

function addOfferChange(app: FastifyInstance, world: () => World, clock: () => Date) {
  app.patch<{ Params: { id: string } }>('/retailer/offers/:id', async ({ params, body }, reply) => {
    const number = numberOf(world(), (it) => offerIdOf(it) === params.id);
    if (number === null) return missing(reply);
    const wanted = Patch.safeParse(body);
    if (!wanted.success) return invalid(reply, fieldsOf(wanted.error));
    const { amount, managedByRetailer: managed } = wanted.data.stock;
    setStock(
      world(),
      number,
      { ...(amount !== undefined && { amount }), ...(managed !== undefined && { managed }) },
      clock(),
    );
    const received = {
      at: clock().toISOString(),
      what: 'PATCH offer',
      id: referenceOf(number) || articleAt(number).ean,
    };
    world().received.push({ ...received, body: JSON.stringify(wanted.data) });
    return reply.code(204).send();
  });
}
