import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { type Context, retailerApi } from './retailer-api.ts';

/**
 * The little that the connector itself reads of an order's items. An order id is opaque text (documented); a reference may
 * be empty, then the EAN stands for the product.
 */
const OrderItem = z.object({
  orderItemId: z.string(),
  quantity: z.number(),
  quantityShipped: z.number().default(0),
  quantityCancelled: z.number().default(0),
  cancellationRequest: z.boolean().default(false),
  offer: z.object({ reference: z.string().optional() }).optional(),
  product: z.object({ ean: z.string().optional(), title: z.string().optional() }).optional(),
  totalPrice: z.number().optional(),
});
export type OrderItem = z.infer<typeof OrderItem>;

export const Order = z.object({ orderId: z.string(), orderItems: z.array(OrderItem).default([]) });
export type Order = z.infer<typeof Order>;

/** How many of an item are neither shipped nor cancelled. */
export const openOf = ({ quantity, quantityShipped, quantityCancelled }: OrderItem): number =>
  Math.max(0, quantity - quantityShipped - quantityCancelled);

export const orderPath = (orderId: string) => `/retailer/orders/${encodeURIComponent(orderId)}`;

/** An order as it is now; null where bol knows none, or none any more. */
export const findOrder = (context: Context, orderId: string): Promise<Order | null> =>
  retailerApi.find(context, { path: orderPath(orderId) }, Order);

export async function orderNow(context: Context, orderId: string): Promise<Order> {
  const order = await findOrder(context, orderId);
  if (order) return order;
  throw new PermanentError({ problem: { code: 'bol.order-unknown', params: { order: orderId } } });
}

/** A wish for some of an order's products; without a quantity all that is open. */
export type Wanted = { sku: string; quantity?: number };
export type Chosen = { item: OrderItem; quantity: number };

const isFor = (sku: string) => (item: OrderItem) => (item.offer?.reference || item.product?.ean) === sku;

/**
 * Which items a wish names, by reference, else by EAN. The same product may stand in several items; a wish is filled from
 * them in their order, with what `rest` says is left of each.
 */
export function chooseItems(order: Order, wanted: readonly Wanted[], rest: (item: OrderItem) => number): Chosen[] {
  const left = new Map(order.orderItems.map((item) => [item.orderItemId, rest(item)]));
  return wanted.flatMap(({ sku, quantity }) => {
    const items = order.orderItems.filter(isFor(sku));
    if (items.length === 0)
      throw new PermanentError({ problem: { code: 'bol.item-unknown', params: { order: order.orderId, sku } } });
    let wish = quantity ?? Number.MAX_SAFE_INTEGER;
    return items.flatMap((item): Chosen[] => {
      const taken = Math.min(wish, left.get(item.orderItemId) ?? 0);
      wish -= taken;
      left.set(item.orderItemId, (left.get(item.orderItemId) ?? 0) - taken);
      return taken > 0 ? [{ item, quantity: taken }] : [];
    });
  });
}
