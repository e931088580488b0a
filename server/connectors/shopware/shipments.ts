import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { adminApi, type Context, factsFrom } from './admin-api.ts';
import { type Delivery, findOrder, type Order } from './order.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { bringTo } from './transitions.ts';
import words from './words.json' with { type: 'json' };

const Shipment = z.looseObject({
  orderNumber: z.string().min(1),
  trackingCodes: z.array(z.string().trim().min(1)).default([]),
  partial: z.boolean().default(false),
});
type Shipment = z.infer<typeof Shipment>;

const Options = z.object({
  mail: field(z.boolean().default(false), words.options.mail),
  complete: field(z.boolean().default(false), words.options.complete),
});
type Options = z.infer<typeof Options>;

/**
 * Tracking codes on an order's delivery, and the delivery shipped. Codes have no carrier (it is the shipping method's), and
 * there is no quantity per line: shipped in part is only a state (documented). That both calls make a shipment is how
 * plugins do it (reported).
 */
export const shipments = defineTarget<Settings, Options>({
  title: words.targets.shipments,
  confidence: 'documented',
  factsFrom,
  options: Options,
  fields: [
    { path: 'orderNumber', title: words.fields.orderNumber, type: 'text', required: true },
    { path: 'trackingCodes', title: words.fields.trackingCodes, type: 'list', required: false },
    { path: 'partial', title: words.fields.partial, type: 'boolean', required: false },
  ],
  schema: Shipment,
  samples: samples.shipments,
  askFirst: true,
  write: (context, options, record) => bring(context, options, Shipment.parse(record)),
  async find(context, options, record): Promise<Written | null> {
    const shipment = Shipment.parse(record);
    const { order, delivery } = await deliveryOf(context, shipment.orderNumber);
    const isDone =
      missing(delivery, shipment).length === 0 &&
      delivery.stateMachineState?.technicalName === stateFor(shipment) &&
      (!wantsComplete(options, shipment) || order.stateMachineState?.technicalName === 'completed');
    return isDone ? { id: delivery.id } : null;
  },
  async update(context, options, record, { id }) {
    const shipment = Shipment.parse(record);
    const { delivery } = await deliveryOf(context, shipment.orderNumber);
    return delivery.id === id ? bring(context, options, shipment) : null;
  },
  read: (context, _options, id) =>
    adminApi.find(context, { path: `/order-delivery/${encodeURIComponent(id)}` }, z.json()),
});

const stateFor = ({ partial }: Shipment) => (partial ? 'shipped_partially' : 'shipped');
const wantsComplete = ({ complete }: Options, { partial }: Shipment) => complete && !partial;

/** Writing the codes puts the new list in the old one's place (documented), so the old ones go along. */
const missing = ({ trackingCodes }: Delivery, shipment: Shipment) =>
  shipment.trackingCodes.filter((code) => !trackingCodes?.includes(code));

async function deliveryOf(context: Context, orderNumber: string): Promise<{ order: Order; delivery: Delivery }> {
  const order = await findOrder(context, orderNumber);
  if (!order) throw problem('order-unknown', orderNumber);
  const delivery = mainOf(order);
  if (!delivery) throw problem('nothing-to-ship', orderNumber);
  return { order, delivery };
}

const problem = (code: string, order: string) =>
  new PermanentError({ problem: { code: `shopware.${code}`, params: { order } } });

/** From 6.7 the order names its main delivery; before, a discount on the shipping costs may add a second one (documented). */
function mainOf({ deliveries, primaryOrderDeliveryId }: Order): Delivery | undefined {
  const named = deliveries?.find(({ id }) => id === primaryOrderDeliveryId);
  return named ?? deliveries?.find(({ shippingCosts }) => (shippingCosts?.totalPrice ?? 0) >= 0);
}

const Patched = z.looseObject({ data: z.looseObject({ id: z.string() }) });

async function bring(context: Context, options: Options, shipment: Shipment): Promise<Written> {
  const { order, delivery } = await deliveryOf(context, shipment.orderNumber);
  const news = missing(delivery, shipment);
  if (news.length > 0) {
    // With `_response` the answer has a body, which tells that it came whole.
    const path = `/order-delivery/${delivery.id}?_response=basic`;
    const json = { trackingCodes: [...(delivery.trackingCodes ?? []), ...news] };
    await adminApi.ask(context, { method: 'PATCH', path, json }, Patched);
  }
  const wanted = { mail: options.mail, order: shipment.orderNumber };
  const at = (it: Order | Delivery) => ({ id: it.id, state: it.stateMachineState?.technicalName ?? 'open' });
  // What was shipped whole is not shipped in part afterwards.
  const isWhole = delivery.stateMachineState?.technicalName === 'shipped';
  if (!isWhole)
    await bringTo(context, { machine: 'order_delivery', ...at(delivery) }, { ...wanted, state: stateFor(shipment) });
  if (wantsComplete(options, shipment))
    await bringTo(context, { machine: 'order', ...at(order) }, { ...wanted, state: 'completed' });
  return { id: delivery.id };
}
