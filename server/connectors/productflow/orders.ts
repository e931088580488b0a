import * as z from 'zod';
import type { Source } from '../connector.ts';
import { field } from '../form.ts';
import { byPageCount } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { facts, productFlow } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** The little that is read from an order's own document; all of it is assumed to be there or not. */
const Order = z.object({
  identifier: z.union([z.string(), z.number()]).transform(String),
  status: z.string().default(''),
  marketplace: z.object({ name: z.string().default('') }).nullish(),
  lines: z.array(z.object({ title: z.string().nullish() })).default([]),
  updated_at: z.coerce.date().optional(),
});

/**
 * Newest change first, so that nothing is missed while orders change. That sort and the filters are verified in the vendor's client; how many a page may hold
 * is not, so the answer's own count of pages decides.
 */
const common = {
  api: productFlow,
  list: 'data',
  newestFirst: true,
  paging: byPageCount({ param: 'page', sizeParam: 'per_page', size: 100, pagesAt: 'meta.last_page' }),
  samples: samplesOf(samples.orders),
  reading: {
    view: Order,
    key: ({ identifier }: z.infer<typeof Order>) => identifier,
    title({ identifier, lines, marketplace }: z.infer<typeof Order>) {
      const [first, ...others] = lines.flatMap(({ title }) => (title ? [title] : []));
      return line(identifier, first && others.length > 0 ? `${first} +${others.length}` : first, marketplace?.name);
    },
    changed: ({ updated_at }: z.infer<typeof Order>) => updated_at ?? null,
  },
  one: { call: (key: string) => ({ path: `/order/${encodeURIComponent(key)}` }), at: 'data' },
};

/**
 * Orders that nobody has accepted yet: what the vendor's client asks for (verified). The list is read whole each time, for an
 * order that leaves it meanwhile may push another one to a page that was read already.
 */
export const openOrders = withAmounts(
  listSource({
    ...common,
    title: words.sources.openOrders.title,
    confidence: 'reported',
    factsFrom: facts,
    options: z.object({}),
    call: () => ({ path: '/order', query: { 'status[0]': 'open', 'sort[0]': '-updated_at' } }),
  }),
);

const statuses = ['open', 'accepted', 'shipped', 'cancelled', 'completed'];

/**
 * Orders whatever their status, by their last change. `open` is the only status that is verified; the others, and that the list
 * can be asked for several, are assumed.
 */
export const orders = withAmounts(
  listSource({
    ...common,
    title: words.sources.orders.title,
    confidence: 'assumed',
    factsFrom: facts,
    options: z.object({ from: field(z.iso.date().optional(), words.options.from) }),
    call: () => ({
      path: '/order',
      query: {
        ...Object.fromEntries(statuses.map((status, nth) => [`status[${nth}]`, status])),
        'sort[0]': '-updated_at',
      },
    }),
    since: {
      param: 'updated_at[gte]',
      until: { param: 'updated_at[lte]' },
      first: ({ from }) => (from ? new Date(`${from}T00:00:00Z`) : null),
      // ProductFlow asks the shops every 15 minutes (reported), so orders appear late.
      overlapMinutes: 20,
    },
  }),
);

/** Each order tells how its amounts are to be read, as the connection says; its own fields stay as they came. */
function withAmounts(source: Source<Settings>): Source<Settings> {
  const { readOne } = source;
  type Record = Awaited<ReturnType<typeof source.read>>['records'][number];
  const told = (record: Record, { moneyUnit, linePrice }: Settings): Record => {
    const body = z.record(z.string(), z.json()).parse(record.body);
    return { ...record, body: { ...body, amounts: { unit: moneyUnit, line_price: linePrice } } };
  };
  return {
    ...source,
    async read(context, options, cursor) {
      const page = await source.read(context, options, cursor);
      return { ...page, records: page.records.map((record) => told(record, context.settings)) };
    },
    readOne:
      readOne &&
      (async (context, options, key) => {
        const record = await readOne(context, options, key);
        return record && told(record, context.settings);
      }),
  };
}
