import * as z from 'zod';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { Json, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { type Chosen, chooseItems, findOrder, type Order, type OrderItem, openOf, orderNow } from './order.ts';
import { followProcess, ProcessStatus, settleInstruction } from './process.ts';
import { body, type Context, retailerApi } from './retailer-api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Cancellation = z.looseObject({
  orderId: z.string().min(1),
  items: z.array(z.object({ sku: z.string(), quantity: z.number().int().min(1).optional() })).optional(),
});
type Cancellation = z.infer<typeof Cancellation>;

/** The vendor's list (documented), without the one that answers a buyer's own request: that is known from the order. */
const reasons = [
  'OTHER',
  'OUT_OF_STOCK',
  'NOT_AVAIL_IN_TIME',
  'BAD_CONDITION',
  'HIGHER_SHIPCOST',
  'INCORRECT_PRICE',
  'ORDERED_TWICE',
  'UNFINDABLE_ITEM',
  'TECH_ISSUE',
] as const;
const asked = 'REQUESTED_BY_CUSTOMER';

const Options = z.object({
  reason: field(z.enum(reasons).default('OTHER'), { ...words.options.reason, choices: words.options.reasons }),
});
type Options = z.infer<typeof Options>;

/** How long a cancellation waits for the parcels of its order to be told. */
const afterShipmentsSeconds = 120;

/**
 * An order's items, one call each, because bol takes one at a time (documented). The same call confirms a buyer's request
 * to cancel. An item has no quantity here: whatever is open of it is cancelled.
 */
export const cancellations = defineTarget<Settings, Options>({
  title: words.targets.cancellations,
  confidence: 'documented',
  factsFrom: 'bol Retailer API 10 (OpenAPI)',
  options: Options,
  fields: [
    { path: 'orderId', title: words.fields.orderId, type: 'text', required: true },
    { path: 'items', title: words.fields.items, type: 'list', required: false },
    { path: 'items[].sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'items[].quantity', title: words.fields.quantity, type: 'number', required: false },
  ],
  schema: Cancellation,
  samples: samples.cancellations,
  // The buyer or the seller may have cancelled it at bol already.
  askFirst: true,
  write: (context, options, record) => cancel(context, options, Cancellation.parse(record)),
  find: (context, _options, record) => findCancelled(context, record),
});

async function cancel(context: Context, { reason }: Options, wish: Cancellation): Promise<Written> {
  const order = await orderNow(context, wish.orderId);
  const chosen = wanted(order, wish).filter(({ item }) => openOf(item) > 0);
  if (chosen.length === 0)
    throw new PermanentError({ problem: { code: 'bol.already-shipped', params: { order: order.orderId } } });
  for (const { item, quantity } of chosen) {
    if (quantity < openOf(item)) throw shipFirst(order);
    const reasonCode = item.cancellationRequest ? asked : reason;
    const json = { orderItems: [{ orderItemId: item.orderItemId, reasonCode }] };
    const call = { method: 'PUT', path: '/retailer/orders/cancellation', ...body(json) } as const;
    await followProcess(context, await retailerApi.ask(context, call, ProcessStatus));
  }
  return { id: order.orderId };
}

/** Items by the ordered quantity less what is cancelled, so that a wish is counted the same before and after. */
const wanted = (order: Order, { items }: Cancellation): Chosen[] =>
  items
    ? chooseItems(order, items, ({ quantity }) => quantity)
    : order.orderItems.map((item) => ({ item, quantity: item.quantity }));

/** A part of the item is on its way: that must be told first, because cancelling takes all that is open. */
const shipFirst = ({ orderId }: Order) =>
  new TemporaryError({
    problem: { code: 'bol.ship-first', params: { order: orderId } },
    retryAfterSeconds: afterShipmentsSeconds,
  });

const isCancelled = (item: OrderItem) => openOf(item) === 0 && item.quantityCancelled > 0;

/** There when nothing is open of its items. What is still being worked on is waited for first. */
async function findCancelled(context: Context, record: Json): Promise<Written | null> {
  const wish = Cancellation.parse(record);
  const look = async () => {
    const order = await findOrder(context, wish.orderId);
    return order && wanted(order, wish).map(({ item }) => item);
  };
  const items = await look();
  if (!items || items.length === 0) return null;
  if (items.every(isCancelled)) return { id: wish.orderId };
  for (const { orderItemId } of items) await settleInstruction(context, orderItemId, 'CANCEL_ORDER');
  return (await look())?.every(isCancelled) ? { id: wish.orderId } : null;
}
