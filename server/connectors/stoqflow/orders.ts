import * as z from 'zod';
import type { Json, Page, Source, SourceRecord } from '../connector.ts';
import { defineSource } from '../define.ts';
import { field } from '../form.ts';
import { fewAtATime } from '../kit/few-at-a-time.ts';
import { byOffset } from '../kit/paging.ts';
import { type Found, line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { idOf } from './company.ts';
import { isSettled, keyOf, Part, parcelsOf, partsOf } from './handled-order.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { type Context, factsFrom, warehouseApi } from './warehouse-api.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  shop: field(z.string().trim().max(100).default(''), words.options.shopOrAll),
  canceled: field(z.enum(['tell', 'keep']).default('tell'), {
    ...words.options.canceled,
    choices: words.options.canceledChoices,
  }),
});
type Options = z.infer<typeof Options>;

/** The orders that changed, part by part. An `updated_since` that nobody knows is passed over, which costs time only. */
const changed = listSource<Settings, Options, Part>({
  ...{ title: words.sources.orders, confidence: 'assumed', factsFrom, options: Options, samples: [] },
  api: warehouseApi,
  call: () => ({ path: '/orders', query: { fields: '*' } }),
  paging: byOffset({ param: 'skip', sizeParam: 'limit', size: 100 }),
  since: { param: 'updated_since' },
  reading: { view: Part, key: ({ _id }) => _id, title: () => '', changed: ({ updated_at }) => updated_at ?? null },
});

/**
 * Orders that are complete or canceled, at least in part, with all their parts: a split order is one record, and `settled` once every part is complete
 * or canceled, which is when the shop may hear of it (reported). A deleted order is in no list any more, so the shop is
 * left alone.
 */
export const orders: Source<Settings> = defineSource<Settings, Options>({
  title: words.sources.orders,
  confidence: 'assumed',
  factsFrom,
  options: Options,
  samples: samplesOf(samples.orders),
  async read(context, options, cursor) {
    const page = await changed.read(context, options, cursor);
    return { ...page, records: await wholeOf(context, options, page) };
  },
  async readOne(context, options, key) {
    const parts = await partsOf(context, key);
    const last = lastOf(parts);
    return last ? orderOf(context, options, last, parts) : null;
  },
  ...(changed.cursorAt && { cursorAt: changed.cursorAt }),
  ...(changed.momentOf && { momentOf: changed.momentOf }),
});

const ShopOf = z.object({ shop_id: z.string().optional() });

async function wholeOf(context: Context, options: Options, { records }: Page): Promise<SourceRecord[]> {
  const shop = options.shop === '' || records.length === 0 ? null : await idOf(context, 'shop', options.shop);
  const mine = records
    .filter(({ body }) => shop === null || ShopOf.parse(body).shop_id === shop)
    .map(({ body }): Found<Part> => ({ body, view: Part.parse(body) }))
    .filter(({ view }) => isSettled(view));
  const whole = await fewAtATime(mine, async (part) => {
    const number = part.view.origin?.number;
    const parts = number ? await partsOf(context, number) : [part];
    // Several parts may stand in the list: the order travels with the one that was settled last.
    return lastOf(parts)?.view._id === part.view._id ? orderOf(context, options, part, parts) : null;
  });
  return whole.flatMap((record) => record ?? []);
}

/** The part that was settled last, and so stands for the whole. */
const lastOf = (parts: Found<Part>[]): Found<Part> | undefined =>
  parts
    .filter(({ view }) => isSettled(view))
    .sort((a, b) => (orderBy(a.view) < orderBy(b.view) ? 1 : -1))
    .at(0);
const orderBy = ({ updated_at, _id }: Part) => `${updated_at?.toISOString() ?? ''} ${_id}`;

/** That part's own document, with what only all parts together can tell. */
async function orderOf(context: Context, { canceled }: Options, last: Found<Part>, found: Found<Part>[]) {
  const parts = await fewAtATime(found, async ({ body, view }) => ({
    ...documentIn(body),
    shipments: await parcelsOf(context, view),
  }));
  const statuses = found.map(({ view }) => view.status);
  const body: Json = {
    ...documentIn(last.body),
    settled: found.every(({ view }) => isSettled(view)),
    shipped: statuses.includes('complete'),
    canceled: canceled === 'tell' && statuses.includes('canceled'),
    parts,
  };
  const key = keyOf(last.view);
  return { key, title: line(key, [...new Set(statuses)].join(' + ')), body };
}

const documentIn = (body: Json) => z.record(z.string(), z.json()).parse(body);
