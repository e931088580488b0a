import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Json, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { createTarget } from '../kit/target.ts';
import { facts, productFlow } from './api.ts';
import { phpForm } from './php-form.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const orderPath = (order: string) => `/order/${encodeURIComponent(order)}`;
const orderField = { path: 'order', title: words.fields.order, type: 'text' as const, required: true };
const OfOrder = z.looseObject({ order: z.string().trim().min(1) });
const orderOf = (record: Json) => OfOrder.parse(record).order;

const Shipment = OfOrder.extend({
  identifier: z.string().trim().min(1),
  method: z.string().trim().min(1),
  track_and_trace: z.string().optional(),
});

const One = z.object({ data: z.looseObject({ status: z.string().default('') }) });
const Made = z.object({ data: z.looseObject({ id: z.union([z.string(), z.number()]).transform(String) }) });

/** Where an order stands; null where there is none. */
async function statusOf(context: Context, order: string): Promise<string | null> {
  const found = await productFlow.find(context, { path: orderPath(order) }, One);
  return found?.data.status ?? null;
}

async function accept(context: Context, order: string): Promise<void> {
  const path = `${orderPath(order)}/accept`;
  await productFlow.send(context, { method: 'PUT', path, form: {} });
}

/** What ProductFlow says of a carrier does not name it; the person who mends the list must know which one. */
async function namingCarrier<T>(method: string, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (error) {
    if (!(error instanceof PermanentError) || error.problem.code !== 'productflow.carrier-unknown') throw error;
    const problem = { code: error.problem.code, params: { ...error.problem.params, carrier: method } };
    throw new PermanentError({ problem, cause: error });
  }
}

/**
 * Parcels with their track & trace code. Path and names are verified; that an order must be accepted before it can be
 * shipped is assumed from there being such a call, so it is accepted first where that is wished. Sent twice, a parcel would be there twice
 * (assumed), so it is looked up by our own parcel id before any second time.
 */
export const shipments = defineTarget<Settings, { acceptFirst: boolean }>({
  title: words.targets.shipments.title,
  confidence: 'reported',
  factsFrom: facts,
  options: z.object({ acceptFirst: field(z.boolean().default(true), words.options.acceptFirst) }),
  fields: [
    orderField,
    { path: 'identifier', title: words.fields.parcel, type: 'text', required: true },
    { path: 'method', title: words.fields.carrier, type: 'text', required: true },
    { path: 'track_and_trace', title: words.fields.trackAndTrace, type: 'text', required: false },
  ],
  schema: Shipment,
  samples: samples.shipments,
  async write(context, { acceptFirst }, record): Promise<Written> {
    const { order, ...shipment } = Shipment.catchall(z.json()).parse(record);
    if (acceptFirst && (await statusOf(context, order)) === 'open') await accept(context, order);
    const call = { method: 'POST' as const, path: `${orderPath(order)}/shipment`, form: phpForm(shipment) };
    const made = await namingCarrier(shipment.method, () => productFlow.ask(context, call, Made));
    return { id: made.data.id };
  },
  async find(context, _options, record) {
    const { order, identifier } = Shipment.parse(record);
    const Listed = z.looseObject({ id: Made.shape.data.shape.id, identifier: z.coerce.string() });
    const there = await productFlow.find(
      context,
      { path: `${orderPath(order)}/shipment` },
      z.object({ data: z.array(Listed).default([]) }),
    );
    const found = there?.data.find((it) => it.identifier === identifier);
    return found ? { id: found.id } : null;
  },
});

/** Taking an order on, so that nobody else does; an order that is not open any more needs it no more. */
export const acceptances = defineTarget<Settings, Record<string, never>>({
  title: words.targets.acceptances.title,
  confidence: 'reported',
  factsFrom: facts,
  options: z.object({}),
  fields: [orderField],
  schema: OfOrder,
  samples: samples.acceptances,
  askFirst: true,
  async write(context, _options, record) {
    await accept(context, orderOf(record));
    return { id: orderOf(record) };
  },
  async find(context, _options, record) {
    const status = await statusOf(context, orderOf(record));
    return status === null || status === 'open' ? null : { id: orderOf(record) };
  },
});

/** The whole order: the vendor's example sends an empty body (verified). */
export const cancellations = createTarget<Settings, Record<string, never>>({
  title: words.targets.cancellations.title,
  confidence: 'reported',
  factsFrom: facts,
  options: z.object({}),
  fields: [orderField],
  schema: OfOrder,
  samples: samples.cancellations,
  api: productFlow,
  askFirst: true,
  find: { call: ({ record }) => ({ path: `${orderPath(orderOf(record))}/cancel` }), list: 'data', id: 'id' },
  create: {
    call: ({ record }) => ({ method: 'POST', path: `${orderPath(orderOf(record))}/cancel`, form: {} }),
    id: 'data.id',
  },
});
