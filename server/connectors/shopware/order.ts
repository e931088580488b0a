import * as z from 'zod';
import type { Json } from '../connector.ts';
import { keeping, line, oneAt, type Reading } from '../kit/reading.ts';
import { adminApi, type Context, equals, search } from './admin-api.ts';

const Moment = z.coerce.date().nullish();
const State = z.object({ technicalName: z.string() }).nullish();
const Part = z.object({ id: z.string(), createdAt: Moment, updatedAt: Moment, stateMachineState: State });

/** A delivery; one that only carries a discount on the shipping costs has negative ones (documented). */
const Delivery = Part.extend({
  trackingCodes: z.array(z.string()).nullish(),
  shippingCosts: z.object({ totalPrice: z.number().nullish() }).nullish(),
});
export type Delivery = z.infer<typeof Delivery>;

/** The little that is read of an order. */
const Order = z.object({
  id: z.string(),
  orderNumber: z.string(),
  amountTotal: z.number().nullish(),
  currency: z.object({ isoCode: z.string() }).nullish(),
  createdAt: Moment,
  updatedAt: Moment,
  stateMachineState: State,
  primaryOrderDeliveryId: z.string().nullish(),
  deliveries: z.array(Delivery).nullish(),
  transactions: z.array(Part).nullish(),
});
export type Order = z.infer<typeof Order>;

/** Nothing beside the bare order comes unless it is asked for by name (documented). */
export const associations = {
  lineItems: {},
  orderCustomer: {},
  currency: {},
  salesChannel: {},
  stateMachineState: {},
  billingAddress: { associations: { country: {} } },
  deliveries: {
    associations: {
      shippingOrderAddress: { associations: { country: {} } },
      shippingMethod: {},
      stateMachineState: {},
    },
  },
  transactions: { associations: { paymentMethod: {}, stateMachineState: {} } },
};

/**
 * "Changed since": `updatedAt` is empty until the first change (documented), and paying or shipping an order changes its
 * transaction or delivery and leaves the order's own moment as it was (assumed, because they are entities of their own).
 */
export function changedSince(moment: Date): Json {
  const gte = moment.toISOString().replace(/\.\d+Z$/, '+00:00');
  const fields = ['createdAt', 'updatedAt', 'deliveries.updatedAt', 'transactions.updatedAt'];
  const queries = fields.map((field) => ({ type: 'range', field, parameters: { gte } }));
  return [{ type: 'multi', operator: 'or', queries }];
}

/** The last of all these moments. */
function changedAt({ createdAt, updatedAt, deliveries, transactions }: Order): Date | null {
  const parts = [...(deliveries ?? []), ...(transactions ?? [])];
  const moments = [createdAt, updatedAt, ...parts.map((part) => part.updatedAt)].flatMap((it) => it?.getTime() ?? []);
  return moments.length > 0 ? new Date(Math.max(...moments)) : null;
}

export const reading: Reading<Order> = {
  view: Order,
  key: ({ orderNumber }) => orderNumber,
  title: ({ orderNumber, amountTotal, currency, stateMachineState }) =>
    line(
      orderNumber,
      stateMachineState?.technicalName,
      amountTotal == null ? null : `${amountTotal.toFixed(2)} ${currency?.isoCode ?? ''}`.trim(),
    ),
  changed: changedAt,
};

const numbered = (orderNumber: string, asked: object) =>
  search('order', { page: 1, limit: 1, filter: [equals('orderNumber', orderNumber)], associations: asked });

/** The order with this number, with all that a flow may need. */
export const orderCall = (orderNumber: string) => numbered(orderNumber, associations);

const states = { stateMachineState: {} };

/** The same with its states alone; null where the shop has none of that number. */
export async function findOrder(context: Context, orderNumber: string): Promise<Order | null> {
  const asked = { ...states, deliveries: { associations: states }, transactions: { associations: states } };
  return (await adminApi.ask(context, numbered(orderNumber, asked), oneAt('data', Order)))?.view ?? null;
}

const Orders = z.object({ data: z.array(keeping(Order)) });

/** Orders by Shopware's own ids, as far as they are still there. */
export async function ordersById(context: Context, ids: string[]) {
  if (ids.length === 0) return [];
  return (await adminApi.ask(context, search('order', { ids, associations }), Orders)).data;
}
