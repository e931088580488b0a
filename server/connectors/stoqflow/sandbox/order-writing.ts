import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { idOf } from './ids.ts';
import { addOrder, isOpen, orderById, setStatus } from './orders.ts';
import { productById } from './products.ts';
import { missing } from './routes.ts';
import { shops, type World } from './world.ts';

const statuses = ['concept', 'awaiting-payment', 'ready-to-pick', 'on-hold'] as const;
const goods = ['gift', 'documents', 'commercial-goods', 'commercial-sample', 'returned-goods'] as const;

const NewOrder = z.object({
  shop_id: z.string(),
  // Whoever forgets it has made an order that nobody picks (reported).
  status: z.enum(statuses).default('concept'),
  type_of_goods: z.enum(goods).default('commercial-goods'),
  client_id: z.string().optional(),
  client_info: z
    .looseObject({ name: z.string(), email: z.string().optional(), country: z.string().length(2) })
    .optional(),
  order_items: z.array(z.object({ product_id: z.string(), quantity: z.number().int().min(1) })).min(1),
  origin: z.object({ id: z.string(), number: z.string() }).default({ id: '', number: '' }),
  notes: z.string().max(500).default(''),
});
type NewOrder = z.infer<typeof NewOrder>;

const Change = z.object({ status: z.enum([...statuses, 'canceled']), notes: z.string().max(500) }).partial();

export function addOrderWriting(app: FastifyInstance, world: () => World, clock: () => Date) {
  const tell = (what: string, id: string, body: unknown) =>
    world().received.push({ at: clock().toISOString(), what, id, body: JSON.stringify(body) });

  app.post('/orders', async ({ body }, reply) => {
    const asked = NewOrder.safeParse(body);
    const issue = asked.error?.issues[0];
    if (issue) return reply.code(400).send({ message: `${issue.path.join('.')} is not valid` });
    const order = NewOrder.parse(asked.data);
    if (!shops.some(({ _id }) => _id === order.shop_id)) return reply.code(400).send({ error: 'Shop not found' });
    const items = itemsOf(world(), order);
    if (items.length < order.order_items.length) return reply.code(400).send({ error: 'Product not found' });
    const { client_info: client } = order;
    const client_id = order.client_id ?? clientOf(world(), client?.email ?? client?.name ?? '');
    const client_info = z.record(z.string(), z.string()).catch({}).parse(client);
    const made = addOrder(world(), { ...order, client_id, client_info, order_items: items }, clock());
    tell('POST order', order.origin.number, body);
    return reply.code(201).send({ _id: made._id });
  });

  app.put<{ Params: { id: string } }>('/orders/:id', async ({ params, body }, reply) => {
    const order = orderById(world(), params.id);
    if (!order) return missing(reply);
    const asked = Change.safeParse(body);
    if (!asked.success) return reply.code(400).send({ message: 'The order is not valid' });
    if (!isOpen(order)) return reply.code(400).send({ message: `The order is ${order.status} already` });
    const { status = order.status, notes = order.notes } = asked.data;
    setStatus(world(), { ...order, notes }, status, clock());
    tell('PUT order', order.number, asked.data);
    return { _id: order._id };
  });
}

const itemsOf = (world: World, { order_items }: NewOrder) =>
  order_items.flatMap(({ product_id, quantity }) => {
    const found = productById(world, product_id)?.product;
    return found ? [{ product_id, sku: found.sku, name: found.name, quantity }] : [];
  });

/** Found by e-mail address, else made (reported). */
function clientOf(world: World, who: string): string {
  world.clients[who] ??= idOf('client', 100 + Object.keys(world.clients).length);
  return world.clients[who];
}
