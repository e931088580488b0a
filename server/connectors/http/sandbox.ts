import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { SandboxTable } from '#flows/api/sandboxes.ts';
import { bearerDoor, eitherDoor, tokenDoor } from '#server/sandboxes/kit/doors.ts';
import { type RestList, type RestWorld, restSandbox, viewOf } from '#server/sandboxes/kit/rest-sandbox.ts';
import type { Turning } from '#server/sandboxes/kit/turning.ts';
import type { Sandbox } from '#server/sandboxes/sandbox.ts';
import type { Json } from '../connector.ts';
import words from './words.json' with { type: 'json' };

type Caught = { no: number; at: string; method: string; path: string; body: Json };
type ToAnyPath = { Params: { '*'?: string } };
type World = RestWorld & { next: number; requests: Caught[] };

const mostKept = 1000;
const key = 'sandbox-key';
const client = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret', settings: {} };

/** One and the same list of orders, in every way that lists go on. */
const turnings: Record<string, Turning> = {
  'by-page': { by: 'page', param: 'page', first: 1, sizeParam: 'limit', most: 100 },
  'by-offset': { by: 'offset', param: 'offset', sizeParam: 'limit', most: 100 },
  'by-cursor': { by: 'cursor', param: 'after', at: 'meta.next', sizeParam: 'limit', most: 100 },
  'by-link': { by: 'link', sizeParam: 'limit', most: 100 },
  'by-next-url': { by: 'next-url', at: 'meta.next', sizeParam: 'limit', most: 100 },
};

const wares = ['BAG-RED', 'MUG-BLUE', 'SCARF-WOOL', 'TEA-EARL'];
const buyers = ['Sample Customer One', 'Sample Customer Two', 'Sample Customer Three'];

const orders = (name: string, turning: Turning): RestList => ({
  ...{ path: `/shop/${name}/orders`, title: words.shopOrders, under: 'orders', turning, since: 'since' },
  firstNumber: 5001,
  make: (place, orderNumber, changedAt) => ({
    ...{ orderNumber, changedAt, customer: { name: buyers[place % buyers.length] ?? '' } },
    lines: [{ sku: wares[place % wares.length] ?? '', quantity: 1 + (place % 3), price: 12.5 }],
    total: 12.5 * (1 + (place % 3)),
  }),
  ...(name === 'by-page' && { add: { action: 'place-order', title: words.placeOrder } }),
  columns: { orderNumber: words.orderNumber, total: words.total },
});

const shop = restSandbox({
  door: eitherDoor(
    bearerDoor(key, { auth: 'bearer', key }),
    tokenDoor({ ...client, path: '/token', seconds: 300 }),
    tokenDoor({
      ...client,
      path: '/code/token',
      seconds: 300,
      firstRefresh: 'sandbox-first-refresh',
      authorizePath: '/code/authorize',
    }),
  ),
  error: (_status, error) => ({ error }),
  lists: Object.fromEntries(Object.entries(turnings).map(([name, turning]) => [name, orders(name, turning)])),
  places: {
    customers: {
      ...{ path: '/shop/customers', title: words.shopCustomers, what: 'customer', under: 'customers' },
      body: z.looseObject({ email: z.string(), name: z.string() }),
      id: (nth) => nth + 1,
      findBy: { param: 'email', field: 'email' },
      columns: { id: words.requestId, email: words.email, name: words.customerName },
    },
  },
});

const Body = z.json();
const textOf = (body: Json) => (typeof body === 'string' ? body : JSON.stringify(body));
const idOf = ({ no }: Caught) => `req-${no}`;

/**
 * A little shop with lists that go on in every way, and customers that are found, made and changed; beside it, it takes
 * whatever is sent to any other path, remembers the last 1,000 requests, and tells them on GET.
 */
export const sandbox: Sandbox<World> = {
  ...shop,
  seed: (size) => ({ ...shop.seed(size), next: 1, requests: [] }),
  routes(root, world, clock) {
    shop.routes(root, world, clock);
    root.register(async (app) => {
      app.addHook('preHandler', async (request, reply) => {
        if (request.headers.authorization !== `Bearer ${key}` && !knownToken(request, world()))
          return reply.code(401).send({ error: 'unknown key' });
      });
      app.get('/shop/export/orders.csv', async (_request, reply) => {
        const text = exported(world(), clock());
        return reply
          .header('etag', `"${createHash('sha1').update(text).digest('hex')}"`)
          .type('text/csv')
          .send(text);
      });
      app.post('/shop/graphql', async (request) => answerQuery(world(), request.body, clock()));
      for (const url of ['', '/*']) {
        app.get(url, async () => ({ requests: world().requests }));
        app.route<ToAnyPath>({
          method: ['POST', 'PUT', 'PATCH', 'DELETE'],
          url,
          handler: async (request, reply) => reply.code(201).send({ id: idOf(keep(world(), request, clock())) }),
        });
      }
    });
  },
  settings: (address) => ({ address, auth: 'bearer', key }),
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method, url }) => method !== 'GET' && method !== 'HEAD' && !url.endsWith('/token'),
  tables: (world) => [tableOf(world), ...shop.tables(world).filter(({ id }) => ['by-page', 'customers'].includes(id))],
  received: (world) => [
    ...world.requests.map((it) => ({ at: it.at, what: `${it.method} ${it.path}`, id: idOf(it), body: it.body })),
    ...shop.received(world),
  ],
  actions: shop.actions,
};

/** The same orders as a table, oldest change first. */
function exported(world: World, now: Date): string {
  const list = viewOf(world, 'by-page', orders('by-page', { by: 'none' }), now);
  const rows = list.slice(null, 0, list.total).map(({ orderNumber, changedAt, customer, lines, total }) => {
    const { name } = z.object({ name: z.string() }).parse(customer);
    const [line] = z.array(z.object({ sku: z.string(), quantity: z.number() })).parse(lines);
    return [orderNumber, changedAt, name, line?.sku, line?.quantity, total].join(',');
  });
  return ['orderNumber,changedAt,customer,sku,quantity,total', ...rows, ''].join('\n');
}

const Query = z.object({
  query: z.string(),
  variables: z.object({
    first: z.number().default(50),
    after: z.string().nullish(),
    since: z.string().nullish(),
    input: z.record(z.string(), z.json()).optional(),
  }),
});

/** The little of GraphQL that a demo needs: one list with a cursor connection, and one mutation. */
function answerQuery(world: World, body: unknown, now: Date): Json {
  const asked = Query.safeParse(body);
  if (!asked.success) return { errors: [{ message: 'unknown query' }] };
  const { first, after, since, input } = asked.data.variables;
  if (input) {
    const caught = { no: world.next, at: now.toISOString(), method: 'POST', path: '/shop/graphql', body: input };
    world.next += 1;
    world.requests.push(caught);
    return { data: { customerCreate: { customer: { id: idOf(caught) }, userErrors: [] } } };
  }
  const list = viewOf(world, 'by-page', orders('by-page', { by: 'none' }), now);
  const from = Number(after ?? 0);
  const moment = since ? new Date(since).toISOString() : null;
  const nodes = list.slice(moment, from, from + Math.min(first, 100));
  const hasNextPage = list.count(moment) > from + nodes.length;
  return { data: { orders: { nodes, pageInfo: { endCursor: String(from + nodes.length), hasNextPage } } } };
}

const knownToken = ({ headers }: FastifyRequest, { tokens }: World) =>
  (tokens[(headers.authorization ?? '').replace('Bearer ', '')] ?? '') !== '';

function keep(world: World, request: FastifyRequest<ToAnyPath>, at: Date): Caught {
  const path = `/${request.params['*'] ?? ''}`;
  const caught = {
    no: world.next,
    at: at.toISOString(),
    method: request.method,
    path,
    body: Body.parse(request.body ?? null),
  };
  world.next += 1;
  world.requests = [...world.requests, caught].slice(-mostKept);
  return caught;
}

const tableOf = ({ requests }: World): SandboxTable => ({
  id: 'requests',
  title: words.requests,
  columns: [
    { id: 'id', title: words.requestId },
    { id: 'at', title: words.arrivedAt },
    { id: 'method', title: words.requestMethod },
    { id: 'path', title: words.requestPath },
    { id: 'body', title: words.requestBody },
  ],
  rows: requests.toReversed().map((it) => ({
    ...{ id: idOf(it), at: it.at, method: it.method, path: it.path, body: textOf(it.body).slice(0, 200) },
  })),
});
