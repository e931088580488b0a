import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Json } from '../connector.ts';
import { defineTarget } from '../define.ts';
import type { Call } from '../kit/api.ts';
import { facts, lightspeed, type Settings } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;
type None = Record<string, never>;

const Variants = z.object({ variants: z.array(z.looseObject({ id: z.number(), sku: z.string() })) });
const Orders = z.object({ orders: z.array(z.looseObject({ id: z.number(), number: z.string() })) });
const Shipments = z.object({
  shipments: z.array(z.looseObject({ id: z.number(), order: z.object({ resource: z.object({ id: z.number() }) }) })),
});

const Stock = z.looseObject({ sku: z.string().min(1), stock: z.number().int() });

const absent = (word: string, params: Record<string, string>) =>
  new PermanentError({ problem: { code: `lightspeed.${word}`, params } });

/** Whether a list hears its filter is assumed, so what it gives is compared. */
async function variantId(context: Context, sku: string): Promise<number> {
  const { variants } = await lightspeed.ask(context, { path: '/variants.json', query: { sku, limit: 250 } }, Variants);
  const found = variants.find((variant) => variant.sku === sku);
  if (!found) throw absent('no-variant', { sku });
  return found.id;
}

const setStock = (id: number | string, stock: number): Call => ({
  ...{ method: 'PUT', path: `/variants/${id}.json`, json: { variant: { stockLevel: stock } } },
});

/** Stock lives on the variant (documented); the name of its field is assumed. */
export const stock = defineTarget<Settings, None>({
  title: words.stock,
  confidence: 'assumed',
  factsFrom: facts.guess,
  options: z.object({}),
  fields: [
    { path: 'sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'stock', title: words.fields.stock, type: 'number', required: true },
  ],
  schema: Stock,
  samples: samples.stock,
  repeatable: true,
  async write(context, _options, record) {
    const wanted = Stock.parse(record);
    const id = await variantId(context, wanted.sku);
    await lightspeed.send(context, setStock(id, wanted.stock));
    return { id: String(id), made: 'updated' };
  },
  update: async (context, _options, record, { id }) =>
    (await lightspeed.sendTo(context, setStock(id, Stock.parse(record).stock))) ? { id } : null,
});

const Shipment = z.looseObject({ order: z.string().min(1), trackingCode: z.string().min(1) });

/** An order's own shipment gets its code and is shipped; the fields and filters are assumed. */
export const shipments = defineTarget<Settings, None>({
  title: words.shipments,
  confidence: 'assumed',
  factsFrom: facts.guess,
  options: z.object({}),
  fields: [
    { path: 'order', title: words.fields.order, type: 'text', required: true },
    { path: 'trackingCode', title: words.fields.trackingCode, type: 'text', required: true },
  ],
  schema: Shipment,
  samples: samples.shipments,
  repeatable: true,
  async write(context, _options, record: Json) {
    const { order, trackingCode } = Shipment.parse(record);
    const id = await shipmentId(context, order);
    const shipment = { status: 'shipped', trackingCode };
    await lightspeed.send(context, { method: 'PUT', path: `/shipments/${id}.json`, json: { shipment } });
    return { id: String(id), made: 'updated' };
  },
});

async function shipmentId(context: Context, number: string): Promise<number> {
  const { orders } = await lightspeed.ask(context, { path: '/orders.json', query: { number, limit: 250 } }, Orders);
  const order = orders.find((it) => it.number === number);
  if (!order) throw absent('no-order', { order: number });
  const query = { order: order.id, limit: 250 };
  const { shipments: all } = await lightspeed.ask(context, { path: '/shipments.json', query }, Shipments);
  const found = all.find((it) => it.order.resource.id === order.id);
  if (!found) throw absent('no-shipment', { order: number });
  return found.id;
}
