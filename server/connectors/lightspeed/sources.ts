import * as z from 'zod';
import type { Source } from '../connector.ts';
import { firstFrom, fromDay } from '../kit/fields.ts';
import { byPage } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { facts, lightspeed } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

/** 50 by default and 250 at most (assumed); the order of a list is by id (assumed), so changes move nothing. */
const paging = byPage({ param: 'page', sizeParam: 'limit', size: 100 });
const since = { param: 'updated_at_min', first: firstFrom };

/** Fields are assumed; the resources, and that lines stand in one of their own, are documented. */
export const orders = itself(
  listSource({
    title: words.orders,
    confidence: 'assumed',
    factsFrom: facts.guess,
    options: z.object({ from: fromDay() }),
    samples: samplesOf(samples.orders),
    api: lightspeed,
    call: () => ({ path: '/orders.json' }),
    list: 'orders',
    paging,
    since,
    reading: {
      view: z.object({
        id: z.number(),
        number: z.string(),
        priceIncl: z.number(),
        currency: z.string().optional(),
        updatedAt: z.coerce.date(),
      }),
      key: ({ number }) => number,
      title: ({ number, priceIncl, currency }) => line(number, `${priceIncl.toFixed(2)} ${currency ?? ''}`.trim()),
      changed: ({ updatedAt }) => updatedAt,
    },
    each: { call: ({ id }) => ({ path: `/orders/${id}/products.json` }), under: 'lines' },
    one: { call: (number) => ({ path: '/orders.json', query: { number } }), at: 'orders' },
  }),
);

export const variants = listSource({
  title: words.variants,
  confidence: 'assumed',
  factsFrom: facts.guess,
  options: z.object({ from: fromDay() }),
  samples: samplesOf(samples.variants),
  api: lightspeed,
  call: () => ({ path: '/variants.json' }),
  list: 'variants',
  paging,
  since: { ...since, first: (options) => firstFrom(options) ?? new Date(0) },
  reading: {
    view: z.object({
      id: z.number(),
      sku: z.string(),
      title: z.string().nullish(),
      stockLevel: z.number(),
      updatedAt: z.coerce.date(),
    }),
    // A SKU may be empty or there twice.
    key: ({ id }) => String(id),
    title: ({ sku, title, stockLevel }) => line(sku, title, stockLevel),
    changed: ({ updatedAt }) => updatedAt,
  },
  one: { call: (id) => ({ path: `/variants/${encodeURIComponent(id)}.json` }), at: 'variant' },
});

/** A filter that is not heard answers with any order: only the one that was asked for is taken. */
function itself<Settings extends Record<string, unknown>>(source: Source<Settings>): Source<Settings> {
  const { readOne } = source;
  return {
    ...source,
    readOne:
      readOne &&
      (async (context, options, key) => {
        const record = await readOne(context, options, key);
        return record?.key === key ? record : null;
      }),
  };
}
