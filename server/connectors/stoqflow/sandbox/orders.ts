import { idOf } from './ids.ts';
import { changeStock, productAt } from './products.ts';
import { type Order, shops, type World } from './world.ts';

const spanMs = 20 * 86_400_000;
const firstNumber = 10_001;

/** Orders of the company's own web shop; three of four have left already. */
function madeOrder(world: World, no: number): Order {
  const opened = Date.parse(world.openedAt ?? '1970-01-01T00:00:00Z');
  const at = new Date(opened - Math.round((spanMs * (world.size - no)) / world.size)).toISOString();
  const { _id, sku, name } = productAt(world, (no * 3) % Math.max(1, Math.min(6, world.productCount)));
  const number = String(firstNumber + no);
  return {
    ...{ _id: idOf('order', no), number: `SO-${number}`, shop_id: shops[1]?._id ?? '' },
    ...{ status: no % 4 === 0 ? 'ready-to-pick' : 'complete', type_of_goods: 'commercial-goods' },
    ...{
      client_id: idOf('client', no % 5),
      client_info: { name: `Klant ${1 + (no % 5)}`, city: 'Gent', country: 'BE' },
    },
    order_items: [{ product_id: _id, sku, name, quantity: 2 + (no % 2) }],
    ...{ origin: { id: `web-${number}`, number: `WEB-${number}` }, notes: '', created_at: at, updated_at: at },
  };
}

export const orderCount = ({ size, added }: World): number => size + added.length;

/** The order at a place; null where it was deleted. */
export function orderAt(world: World, no: number): Order | null {
  const id = world.added[no - world.size] ?? idOf('order', no);
  if (world.deleted.includes(id)) return null;
  return world.orders[id] ?? (no < world.size ? madeOrder(world, no) : null);
}

export function* allOrders(world: World): Generator<Order> {
  for (let no = 0; no < orderCount(world); no += 1) {
    const order = orderAt(world, no);
    if (order) yield order;
  }
}

/** By the shop's number, which tells where to look. */
export function ordersOfOrigin(world: World, number: string): Order[] {
  const no = Number(/^WEB-(\d+)$/.exec(number)?.[1] ?? Number.NaN) - firstNumber;
  const made = no >= 0 && no < world.size ? orderAt(world, no) : null;
  const added = world.added.flatMap((_, nth) => orderAt(world, world.size + nth) ?? []);
  return [...(made ? [made] : []), ...added.filter(({ origin }) => origin.number === number)];
}

export function orderById(world: World, id: string): Order | null {
  const kept = world.orders[id];
  if (kept && !world.deleted.includes(id)) return kept;
  for (const order of allOrders(world)) if (order._id === id) return order;
  return null;
}

/** One more order; what it needs is promised. */
export function addOrder(
  world: World,
  order: Omit<Order, '_id' | 'number' | 'created_at' | 'updated_at'>,
  now: Date,
): Order {
  const no = orderCount(world);
  const at = now.toISOString();
  const made = { _id: idOf('order', no), number: `SO-${firstNumber + no}`, ...order, created_at: at, updated_at: at };
  keepNew(world, made);
  for (const { product_id, quantity } of made.order_items) changeStock(world, product_id, { reserved: quantity }, now);
  return made;
}

export function keepNew(world: World, order: Order) {
  world.added.push(order._id);
  world.orders[order._id] = order;
}

/** Puts an order into another state; what leaves leaves the shelves, what is canceled is promised to nobody. */
export function setStatus(world: World, order: Order, status: string, now: Date) {
  world.orders[order._id] = { ...order, status, updated_at: now.toISOString() };
  for (const { product_id, quantity } of order.order_items) {
    if (status === 'complete') changeStock(world, product_id, { inStock: -quantity, reserved: -quantity }, now);
    if (status === 'canceled') changeStock(world, product_id, { reserved: -quantity }, now);
  }
}

export const isOpen = ({ status }: Order): boolean => status !== 'complete' && status !== 'canceled';
