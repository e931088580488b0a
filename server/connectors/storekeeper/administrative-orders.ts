import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Json, Target, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { type Context, callOf, facts, Id, is, storekeeper } from './api.ts';
import { documentOf, Order, type Product } from './order.ts';
import { productBySku } from './products.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { taxRateOf } from './tax-rates.ts';
import words from './words.json' with { type: 'json' };

const { fields, options } = words;

const Options = z.object({
  afterwards: field(z.enum(['complete', 'processing', 'new']).default('complete'), {
    ...options.afterwards,
    choices: options.afterwardsChoices,
  }),
});
type Options = z.infer<typeof Options>;

const Kept = z.object({ id: Id, status: z.string(), value_wt: z.coerce.number().optional() });
type Kept = z.infer<typeof Kept>;

const refused = (code: string, params: Record<string, string>) =>
  new PermanentError({ problem: { code: `storekeeper.${code}`, params } });

const text = (path: string, title: (typeof fields)[keyof typeof fields], required = false) => ({
  ...{ path, title, type: 'text' as const, required },
});
const number = (path: string, title: (typeof fields)[keyof typeof fields], required = false) => ({
  ...{ path, title, type: 'number' as const, required },
});
const addressFields = (path: 'billing' | 'shipping') => [
  text(`${path}.name`, fields.name, true),
  text(`${path}.company`, fields.company),
  text(`${path}.street`, fields.street, true),
  text(`${path}.streetnumber`, fields.houseNumber),
  text(`${path}.flatnumber`, fields.addition),
  text(`${path}.zipcode`, fields.postalCode, true),
  text(`${path}.city`, fields.city, true),
  text(`${path}.country`, fields.country, true),
  text(`${path}.phone`, fields.phone),
];

/**
 * Orders of a marketplace that packs and ships elsewhere: they bring turnover and stock in order and are never shipped from
 * StoreKeeper, so this connector has nothing that makes a shipment. A number that is there already is not made again under another one, as the
 * vendor's own plugin does (known: that is how doubles come about); the order is looked up by it, which is assumed to be possible.
 */
export const administrativeOrders: Target<Settings> = defineTarget<Settings, Options>({
  title: words.targets.administrativeOrders,
  confidence: 'reported',
  factsFrom: facts.orders,
  options: Options,
  fields: [
    text('number', fields.number, true),
    text('reference', fields.reference),
    text('comment', fields.comment),
    text('currency', fields.currency),
    ...addressFields('billing'),
    ...addressFields('shipping'),
    { path: 'items', title: fields.items, type: 'list', required: true },
    text('items[].id', fields.row),
    text('items[].sku', fields.sku, true),
    text('items[].name', fields.product),
    number('items[].quantity', fields.quantity, true),
    number('items[].price', fields.price, true),
    number('items[].vat', fields.vat, true),
    number('shippingCost', fields.shippingCost),
    number('total', fields.total),
  ],
  schema: Order,
  samples: samples.administrativeOrders,
  async write(context, { afterwards }, record) {
    const order = Order.parse(record);
    const id = await made(context, order);
    const kept = await orderById(context, id);
    await bringTo(context, kept, afterwards);
    return { id };
  },
  async find(context, { afterwards }, record): Promise<Written | null> {
    const found = await orderByNumber(context, Order.parse(record).number);
    return found && !isBefore(found.status, afterwards) ? { id: found.id } : null;
  },
});

/** The order's id in StoreKeeper, whether it was made now or by an earlier call whose answer was lost. */
async function made(context: Context, order: Order): Promise<string> {
  if (order.currency !== 'EUR') throw refused('only-euro', { number: order.number, currency: order.currency });
  const { document, total } = documentOf(order, await productsOf(context, order));
  const id = await create(context, order.number, document);
  const { value_wt } = await orderById(context, id);
  if (value_wt === undefined || Math.abs(value_wt - total) < 0.005) return id;
  throw refused('total-differs', { number: order.number, wanted: total.toFixed(2), made: value_wt.toFixed(2) });
}

async function create(context: Context, orderNumber: string, document: Json): Promise<string> {
  try {
    const answer = await storekeeper.ask(context, callOf('ShopModule.newOrder', document), z.object({ response: Id }));
    return answer.response;
  } catch (error) {
    if (!(error instanceof PermanentError) || error.problem.code !== 'storekeeper.number-taken') throw error;
    const known = await orderByNumber(context, orderNumber);
    if (!known) throw error;
    return known.id;
  }
}

/** One after another: a shop is asked one thing at a time. */
async function productsOf(context: Context, { items, shipping }: Order): Promise<Map<string, Product>> {
  const found = new Map<string, Product>();
  for (const { sku, vat } of items) {
    const product = await productBySku(context, sku);
    if (!product) throw refused('product-unknown', { sku });
    const taxRate = await taxRateOf(context, shipping.country, vat);
    found.set(sku, { id: product.view.id, name: product.view.flat_product.title ?? sku, taxRate });
  }
  return found;
}

async function orderById(context: Context, id: string): Promise<Kept> {
  const call = callOf('ShopModule.getOrder', Number(id));
  return (await storekeeper.ask(context, call, z.object({ response: Kept }))).response;
}

/** Lists are never trusted to have heard the filter. */
async function orderByNumber(context: Context, orderNumber: string): Promise<Kept | null> {
  const call = callOf('ShopModule.listExternalOrders', 0, 10, null, [is('shop_order_number', orderNumber)]);
  const Found = z.object({
    response: z.object({ data: z.array(Kept.extend({ shop_order_number: z.string().nullish() })) }),
  });
  const { data } = (await storekeeper.ask(context, call, Found)).response;
  return data.find(({ shop_order_number }) => shop_order_number === orderNumber) ?? null;
}

/** The way of an order (known); from what is canceled or refunded no way leads back. */
const way = ['new', 'processing', 'on_hold', 'complete', 'refunded', 'cancelled'];
const isBefore = (status: string, wanted: string) => way.indexOf(status) < way.indexOf(wanted);

async function bringTo(context: Context, { id, status }: Kept, wanted: string) {
  if (!isBefore(status, wanted)) return;
  await storekeeper.send(context, callOf('ShopModule.updateOrderStatus', { status: wanted }, Number(id)));
}
