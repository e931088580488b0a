import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Json } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { facts, Id, stockhub } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const Line = z.looseObject({
  external_line_id: z.string().optional(),
  sku: z.string().trim().min(1),
  description: z.string().optional(),
  quantity: z.number().int().min(1),
});
const Order = z
  .looseObject({
    reference: z.string().trim().min(1),
    channel: z.string().trim().min(1),
    snoozed: z.boolean().optional(),
    delivery: z.looseObject({
      street: z.string(),
      postal_code: z.string(),
      city: z.string(),
      country_code: z.string(),
    }),
    lines: z.array(Line).min(1),
  })
  .catchall(z.json());

const Channels = z.object({ data: z.array(z.looseObject({ id: z.number(), name: z.string() })) });
const Found = z.object({ data: z.array(z.looseObject({ id: Id, reference: z.string(), status: z.string() })) });
type Found = z.infer<typeof Found>['data'][number];

/** References are unique within a channel; a question for one is never trusted to have been heard. */
async function orderBy(context: Context, reference: string): Promise<Found | null> {
  const { data } = await stockhub.ask(context, { path: '/orders', query: { reference } }, Found);
  return data.find((order) => order.reference === reference) ?? null;
}

async function channelNamed(context: Context, name: string): Promise<number> {
  const { data } = await stockhub.ask(context, { path: '/channels' }, Channels);
  const channel = data.find((it) => it.name === name);
  if (channel) return channel.id;
  throw new PermanentError({ problem: { code: 'stockhub.channel-unknown', params: { channel: name } } });
}

/** A snoozed order waits in the warehouse until somebody lets it go; a day in a far future stands for "until then". */
const untilReleased = '2099-12-31T00:00:00Z';

const text = (path: string, title: (typeof words.fields)[keyof typeof words.fields], required = false) => ({
  ...{ path, title, type: 'text' as const, required },
});

/** Orders for the warehouse, each once by its reference; an answer 409 means that it came in before. */
export const orderTarget = defineTarget<Settings, Record<string, never>>({
  title: words.targets.orders.title,
  confidence: 'assumed',
  factsFrom: facts,
  options: z.object({}),
  fields: [
    text('reference', words.fields.reference, true),
    text('channel', words.fields.channel, true),
    text('sender_name', words.fields.senderName),
    text('description', words.fields.description),
    { path: 'snoozed', title: words.fields.snoozed, type: 'boolean', required: false },
    text('shipping_method', words.fields.shippingMethod),
    text('comment', words.fields.comment),
    text('delivery.company', words.fields.company),
    text('delivery.first_name', words.fields.firstName),
    text('delivery.last_name', words.fields.lastName),
    text('delivery.street', words.fields.street, true),
    text('delivery.house_number', words.fields.houseNumber),
    text('delivery.house_number_addition', words.fields.addition),
    text('delivery.postal_code', words.fields.postalCode, true),
    text('delivery.city', words.fields.city, true),
    text('delivery.country_code', words.fields.countryCode, true),
    text('delivery.email', words.fields.email),
    text('delivery.phone', words.fields.phone),
    { path: 'lines', title: words.fields.lines, type: 'list', required: true },
    text('lines[].external_line_id', words.fields.lineId),
    text('lines[].sku', words.fields.sku, true),
    text('lines[].ean', words.fields.ean),
    text('lines[].description', words.fields.lineDescription),
    { path: 'lines[].quantity', title: words.fields.quantity, type: 'number', required: true },
  ],
  schema: Order,
  samples: samples.orderTargets,
  askFirst: true,
  async write(context, _options, record) {
    const { channel, snoozed, ...order } = Order.parse(record);
    const channel_id = await channelNamed(context, channel);
    const json = { ...order, channel_id, snoozed_until: snoozed ? untilReleased : null };
    const Made = z.object({ data: z.looseObject({ id: Id }) });
    return { id: (await stockhub.ask(context, { method: 'POST', path: '/orders', json }, Made)).data.id };
  },
  async find(context, _options, record) {
    const found = await orderBy(context, Order.parse(record).reference);
    return found && { id: found.id };
  },
});

const Cancellation = z.looseObject({ reference: z.string().trim().min(1) });
const referenceOf = (record: Json) => Cancellation.parse(record).reference;

/** An order that picking has begun for can no longer be cancelled; a person decides then. */
export const cancellations = defineTarget<Settings, Record<string, never>>({
  title: words.targets.cancellations.title,
  confidence: 'assumed',
  factsFrom: facts,
  options: z.object({}),
  fields: [text('reference', words.fields.reference, true)],
  schema: Cancellation,
  samples: samples.cancellations,
  askFirst: true,
  async write(context, _options, record) {
    const reference = referenceOf(record);
    const order = await orderBy(context, reference);
    if (!order) throw new PermanentError({ problem: { code: 'stockhub.order-unknown', params: { reference } } });
    await stockhub.send(context, { method: 'POST', path: `/orders/${encodeURIComponent(order.id)}/cancel`, json: {} });
    return { id: order.id };
  },
  async find(context, _options, record) {
    const order = await orderBy(context, referenceOf(record));
    return order?.status === 'cancelled' ? { id: order.id } : null;
  },
});
