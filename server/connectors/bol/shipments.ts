import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Json, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { type Chosen, chooseItems, findOrder, type Order, openOf, orderNow } from './order.ts';
import { followProcess, ProcessStatus, settleInstruction } from './process.ts';
import { body, type Context, retailerApi } from './retailer-api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** bol takes null or 1 to 90 characters and no empty text (documented); ours is always filled, it tells parcels apart. */
const Parcel = z.looseObject({
  reference: z.string().trim().min(1).max(90),
  carrier: z.string().trim().min(1),
  trackingCode: z.string().trim().min(1).optional(),
  items: z.array(z.object({ sku: z.string(), quantity: z.number().int().min(1).optional() })).optional(),
});
type Parcel = z.infer<typeof Parcel>;

const Shipment = z.looseObject({ orderId: z.string().min(1), parcels: z.array(Parcel).min(1) });
type Shipment = z.infer<typeof Shipment>;

const Options = z.object({
  whenCancelAsked: field(z.enum(['ship', 'ask']).default('ship'), {
    ...words.options.whenCancelAsked,
    choices: words.options.whenCancelAskedChoices,
  }),
});
type Options = z.infer<typeof Options>;

const { fields } = words;

/**
 * Parcels of one order (documented). bol knows no key against sending twice, so the parcel's reference is ours: what bol
 * lists under it is not sent again.
 */
export const shipments = defineTarget<Settings, Options>({
  title: words.targets.shipments,
  confidence: 'documented',
  factsFrom: 'bol Retailer API 10 (OpenAPI)',
  options: Options,
  fields: [
    { path: 'orderId', title: fields.orderId, type: 'text', required: true },
    { path: 'parcels', title: fields.parcels, type: 'list', required: true },
    { path: 'parcels[].reference', title: fields.reference, type: 'text', required: true },
    { path: 'parcels[].carrier', title: fields.carrier, type: 'text', required: true },
    { path: 'parcels[].trackingCode', title: fields.trackingCode, type: 'text', required: false },
    { path: 'parcels[].items', title: fields.items, type: 'list', required: false },
  ],
  schema: Shipment,
  samples: samples.shipments,
  write: (context, options, record) => ship(context, options, Shipment.parse(record)),
  find: (context, _options, record) => findShipped(context, record),
});

async function ship(context: Context, options: Options, shipment: Shipment): Promise<Written> {
  // Read again, because a buyer may have asked to cancel since the order was taken over (reported).
  let order = await orderNow(context, shipment.orderId);
  if (options.whenCancelAsked === 'ask' && order.orderItems.some((it) => it.cancellationRequest && openOf(it) > 0))
    throw new PermanentError({ problem: { code: 'bol.cancel-asked', params: { order: order.orderId } } });
  const known = order.orderItems.some(({ quantityShipped }) => quantityShipped > 0)
    ? await knownReferences(context, order.orderId)
    : new Set<string>();
  for (const [nth, parcel] of shipment.parcels.entries()) {
    if (known.has(parcel.reference)) continue;
    if (nth > 0) order = await orderNow(context, shipment.orderId);
    await sendParcel(context, order, parcel);
  }
  return { id: order.orderId };
}

async function sendParcel(context: Context, order: Order, { reference, carrier, trackingCode, ...parcel }: Parcel) {
  const chosen = itemsOf(order, parcel);
  if (chosen.length === 0)
    throw new PermanentError({ problem: { code: 'bol.nothing-open', params: { order: order.orderId } } });
  const json = {
    orderItems: chosen.map(({ item, quantity }) => ({ orderItemId: item.orderItemId, quantity })),
    shipmentReference: reference,
    transport: { transporterCode: carrier, ...(trackingCode && { trackAndTrace: trackingCode }) },
  };
  const call = { method: 'POST', path: '/retailer/shipments', ...body(json) } as const;
  await followProcess(context, await retailerApi.ask(context, call, ProcessStatus));
}

/** The items that a parcel names; without any, all that is still open. */
function itemsOf(order: Order, { items }: Pick<Parcel, 'items'>): Chosen[] {
  if (items) return chooseItems(order, items, openOf);
  return order.orderItems.flatMap((item) => (openOf(item) > 0 ? [{ item, quantity: openOf(item) }] : []));
}

const List = z.object({
  shipments: z.array(z.object({ shipmentReference: z.string().nullish() })).default([]),
});

/** References of the order's parcels; up to three months back, which no lost answer waits (documented). */
async function knownReferences(context: Context, orderId: string): Promise<Set<string>> {
  const call = { path: '/retailer/shipments', query: { 'order-id': orderId } };
  const { shipments } = await retailerApi.ask(context, call, List);
  return new Set(shipments.flatMap(({ shipmentReference }) => shipmentReference ?? []));
}

/** There when bol lists every parcel. What is still being worked on is waited for first. */
async function findShipped(context: Context, record: Json): Promise<Written | null> {
  const { orderId, parcels } = Shipment.parse(record);
  const isThere = async () => {
    const known = await knownReferences(context, orderId);
    return parcels.every(({ reference }) => known.has(reference));
  };
  if (await isThere()) return { id: orderId };
  const order = await findOrder(context, orderId);
  if (!order) return null;
  const [first] = parcels.flatMap(({ items }) =>
    items ? chooseItems(order, items, ({ quantity }) => quantity) : order.orderItems.map((item) => ({ item })),
  );
  if (first) await settleInstruction(context, first.item.orderItemId, 'CREATE_SHIPMENT');
  return (await isThere()) ? { id: orderId } : null;
}
