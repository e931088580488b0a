import * as z from 'zod';
import { field } from '../form.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { facts, Id, newestFirst, pages, stockhub } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({ from: field(z.iso.date().optional(), words.options.from) });
type Options = z.infer<typeof Options>;

const common = {
  ...{
    confidence: 'assumed' as const,
    factsFrom: facts,
    api: stockhub,
    list: 'data',
    paging: pages,
    newestFirst: true,
  },
  since: {
    param: 'updated_since',
    first: ({ from }: Options) => (from ? new Date(`${from}T00:00:00Z`) : null),
  },
  options: Options,
};

const Order = z.object({ id: Id, reference: z.string(), status: z.string(), updated_at: z.coerce.date() });

/** Orders by their last change: what became of them in the warehouse. */
export const orders = listSource<Settings, Options, z.infer<typeof Order>>({
  ...common,
  title: words.sources.orders.title,
  samples: samplesOf(samples.orders),
  call: () => ({ path: '/orders', query: newestFirst }),
  reading: {
    view: Order,
    key: ({ id }) => id,
    title: ({ id, reference, status }) => line(id, reference, status),
    changed: ({ updated_at }) => updated_at,
  },
  one: { call: (key) => ({ path: `/orders/${encodeURIComponent(key)}` }), at: 'data' },
});

const Shipment = z.object({
  id: Id,
  reference: z.string().nullish(),
  carrier: z.string().nullish(),
  updated_at: z.coerce.date(),
});

/** Parcels, with the order's own reference, so that whoever sold it can be told. */
export const shipments = listSource<Settings, Options, z.infer<typeof Shipment>>({
  ...common,
  title: words.sources.shipments.title,
  samples: samplesOf(samples.shipments),
  call: () => ({ path: '/shipments', query: newestFirst }),
  reading: {
    view: Shipment,
    key: ({ id }) => id,
    title: ({ id, reference, carrier }) => line(id, reference, carrier),
    changed: ({ updated_at }) => updated_at,
  },
  one: { call: (key) => ({ path: `/shipments/${encodeURIComponent(key)}` }), at: 'data' },
});

const Stock = z.object({
  sku: z.union([z.string(), z.number()]).transform(String),
  available: z.number(),
  updated_at: z.coerce.date(),
});

/** Stock as it stands, one record per article; the numbers are absolute. */
export const stock = listSource<Settings, Options, z.infer<typeof Stock>>({
  ...common,
  title: words.sources.stock.title,
  since: { param: 'updated_since', first: ({ from }) => new Date(from ? `${from}T00:00:00Z` : 0) },
  samples: samplesOf(samples.stock),
  call: () => ({ path: '/stock', query: newestFirst }),
  reading: {
    view: Stock,
    key: ({ sku }) => sku,
    title: ({ sku, available }) => line(sku, available),
    changed: ({ updated_at }) => updated_at,
  },
  one: { call: (key) => ({ path: `/stock/${encodeURIComponent(key)}` }), at: 'data' },
});
