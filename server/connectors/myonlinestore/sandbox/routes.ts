import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { invalid, missing, oldError } from './answers.ts';
import { addArticleRoutes } from './article-routes.ts';
import { addCatalogueRoutes } from './catalogue-routes.ts';
import { matching, OrderQuery, vendorOrder } from './order-list.ts';
import { documentOf, ownDocument } from './seed.ts';
import { orderOf, settle, statuses, type World } from './world.ts';

export const storeToken = 'demo-shop-store-token';
export const partnerToken = 'demo-shop-partner-token';

/** Routes that the partner's token opens alone (documented). */
const partnerOnly = ['/orderstatuses', '/payment/gateways'];

export function addRoutes(root: FastifyInstance, stored: () => World, clock: () => Date): void {
  const world = () => settle(stored(), clock());
  root.register(
    async (app) => {
      app.addHook('onRequest', async (request, reply) => {
        const query = z.object({ token: z.string(), partner_token: z.string() }).partial().parse(request.query);
        const open = partnerOnly.some((path) => request.routeOptions.url?.endsWith(path));
        if (query.partner_token === partnerToken && (open || query.token === storeToken)) return;
        return reply.code(401).send(oldError(401, 'Invalid token'));
      });
      addShopRoutes(app);
      addOrderRoutes(app, world);
      addOrderChange(app, world, clock);
      addArticleRoutes(app, world, clock);
      addCatalogueRoutes(app, world, clock);
    },
    { prefix: '/v1' },
  );
}

function addShopRoutes(app: FastifyInstance) {
  app.get('/store', async () => ({
    id: '00000000-0000-4000-8000-000000000001',
    name: 'Demo shop',
    primary_domain: 'https://shop.example',
    open: true,
    version: 'Pro',
    currency: 'EUR',
    prices_include_tax: true,
    default_language: 'nl_NL',
    active_languages: ['nl_NL'],
    available_business_models: 'ALL',
    region_code: 'NL',
  }));
  app.get('/orderstatuses', async () => statuses.map(({ name: _, ...status }) => status));
  app.get('/payment/gateways', async () => ({
    gateways: [{ name: 'mollie', displayName: 'Mollie', methods: [{ name: 'ideal', displayName: 'iDEAL' }] }],
  }));
}

function addOrderRoutes(app: FastifyInstance, world: () => World) {
  app.get('/orders', async (request, reply) => {
    const query = OrderQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, fieldsOf(query.error));
    const { offset, limit } = query.data;
    return matching(world(), query.data)
      .slice(offset, offset + limit)
      .map(vendorOrder);
  });
  app.get('/orders/count', async (request, reply) => {
    const query = OrderQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, fieldsOf(query.error));
    return { count: matching(world(), query.data).length };
  });
  app.get<{ Params: { number: string } }>('/orders/:number', async ({ params }, reply) => {
    const order = orderOf(world(), params.number);
    return order ? vendorOrder(order) : missing(reply, 'Order');
  });
  app.get<{ Params: { number: string } }>('/orders/:number/payments', async ({ params }, reply) => {
    const order = orderOf(world(), params.number);
    if (!order) return missing(reply, 'Order');
    const { payment, payment_status, uuid, price, currency } = documentOf(order);
    // The only place in the vendor's contract with cents and camelCase.
    const cents = Math.round(Number(price.total) * 100);
    const { gateway_name: gateway, method_name: method } = payment;
    return { payments: [{ id: uuid, gateway, method, price: cents, currency, isTest: false, status: payment_status }] };
  });
}

const Patch = z.strictObject({
  archived: z.boolean().optional(),
  status: z.literal(statuses.map(({ status }) => status)).optional(),
  comments: z.strictObject({ internal: z.string() }).optional(),
  reference: z.string().max(255).optional(),
});

function addOrderChange(app: FastifyInstance, world: () => World, clock: () => Date) {
  app.patch<{ Params: { number: string } }>('/orders/:number', async ({ params, body }, reply) => {
    const order = orderOf(world(), params.number);
    if (!order) return missing(reply, 'Order');
    const wanted = Patch.safeParse(body);
    if (!wanted.success) return invalid(reply, fieldsOf(wanted.error));
    const { status, comments, archived, reference } = wanted.data;
    const document = ownDocument(order);
    if (status !== undefined && status !== document.status) order.changed = clock().toISOString();
    document.status = status ?? document.status;
    document.archived = archived ?? document.archived;
    document.reference = reference ?? document.reference;
    document.comments = { ...document.comments, ...comments };
    const received = { at: clock().toISOString(), what: 'PATCH order', id: document.number };
    world().received.push({ ...received, body: JSON.stringify(wanted.data) });
    return vendorOrder(order);
  });
}

const fieldsOf = (error: z.ZodError): Record<string, string> =>
  Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.') || 'body', message]));
