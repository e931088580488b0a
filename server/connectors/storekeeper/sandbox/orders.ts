import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { tellStock } from './hooks.ts';
import { changeProduct, productAt, written } from './products.ts';
import { Refused } from './refused.ts';

const Item = z.looseObject({
  name: z.string(),
  quantity: z.number(),
  ppu_wt: z.number(),
  sku: z.string().optional(),
  shop_product_id: z.number().optional(),
  tax_rate_id: z.number(),
});
const NewOrder = z.looseObject({
  shop_order_number: z.string().min(1),
  is_anonymous: z.boolean(),
  relation_data_id: z.number().optional(),
  customer_reference: z.string().nullish(),
  billing_address: z.looseObject({ name: z.string(), address_billing: z.looseObject({ city: z.string() }) }),
  shipping_address: z.looseObject({ name: z.string(), contact_address: z.looseObject({ city: z.string() }) }),
  order_items: z.array(Item).min(1),
  force_order_if_product_not_active: z.boolean().default(false),
  force_backorder_if_not_on_stock: z.boolean().default(false),
});

const firstOrder = 501;
const twoDecimals = (amount: number) => Math.round(amount * 100) / 100;

export const Items = z.array(
  z.looseObject({ id: z.number(), name: z.string(), quantity: z.number(), shop_product_id: z.number().optional() }),
);

/** Makes an order; of what it names, so much is promised. Prices keep two decimals, whatever was given (known). */
export function newOrder(place: Place, given: Json | undefined): number {
  const parsed = NewOrder.safeParse(given);
  if (!parsed.success) throw new Refused('General', `Wrong order: ${parsed.error.issues[0]?.path.join('.')}`);
  const order = parsed.data;
  const orders = place.kept('orders');
  if (orders.some(({ shop_order_number }) => shop_order_number === order.shop_order_number))
    throw new Refused('ShopModule::OrderDuplicateNumber', `Order ${order.shop_order_number} already exists`);
  if (!order.is_anonymous && order.relation_data_id === undefined)
    throw new Refused('General', 'An order without customer must be anonymous');
  for (const item of order.order_items) checkItem(place, item, order);
  const id = firstOrder + orders.length;
  const items = order.order_items.map((item, at) => ({
    ...{ ...item, id: 9001 + orders.length * 20 + at, ppu_wt: twoDecimals(item.ppu_wt) },
    price_wt: twoDecimals(twoDecimals(item.ppu_wt) * item.quantity),
  }));
  const value_wt = twoDecimals(items.reduce((sum, item) => sum + item.price_wt, 0));
  const kept = { ...order, id, number: `O-${id}`, status: 'new', value_wt, order_items: items };
  orders.push(z.record(z.string(), z.json()).parse({ ...kept, date_created: written(place.now.toISOString()) }));
  for (const { shop_product_id, quantity } of items) move(place, shop_product_id, { reserved: quantity });
  return id;
}

function checkItem(place: Place, item: z.infer<typeof Item>, order: z.infer<typeof NewOrder>) {
  if (item.shop_product_id === undefined) return;
  const product = productAt(place, String(item.shop_product_id));
  if (!product) throw new Refused('ShopModule::ProductNotFound', `There is no product ${item.shop_product_id}`);
  if (product.active !== true && !order.force_order_if_product_not_active)
    throw new Refused('ShopModule::ProductNotActive', `${item.name} is not active`);
  if (Number(product.stock) - Number(product.reserved) < item.quantity && !order.force_backorder_if_not_on_stock)
    throw new Refused('ShopModule::NotOnStock', `${item.name} is not on stock`);
}

function move(place: Place, id: number | undefined, by: { reserved?: number; stock?: number }) {
  const product = id === undefined ? null : productAt(place, String(id));
  if (!product || product.unlimited === true) return;
  changeProduct(place, String(id), {
    reserved: Math.max(0, Number(product.reserved) + (by.reserved ?? 0)),
    stock: Number(product.stock) + (by.stock ?? 0),
  });
  tellStock(place, String(id), { isOwnOrder: true });
}

export const orderById = (place: Place, id: unknown): Document => {
  const order = place.kept('orders').find((it) => String(it.id) === String(id));
  if (!order) throw new Refused('ShopModule::OrderNotFound', `There is no order ${id}`);
  return order;
};

/** From refunded and cancelled no way leads on, from complete only to refunded (known). Complete takes the goods off the shelves (assumed). */
export function setStatus(place: Place, id: unknown, given: Json | undefined) {
  const order = orderById(place, id);
  const status = z
    .object({ status: z.enum(['new', 'processing', 'on_hold', 'complete', 'cancelled']) })
    .safeParse(given);
  if (!status.success) throw new Refused('General', 'Unknown status');
  if (['refunded', 'cancelled', 'complete'].includes(String(order.status)))
    throw new Refused('ShopModule::OrderStatusChange', `Order ${id} is ${order.status}`);
  order.status = status.data.status;
  for (const { shop_product_id, quantity } of Items.parse(order.order_items)) {
    if (order.status === 'complete') move(place, shop_product_id, { reserved: -quantity, stock: -quantity });
    if (order.status === 'cancelled') move(place, shop_product_id, { reserved: -quantity });
  }
}
