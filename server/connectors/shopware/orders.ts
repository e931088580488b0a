import * as z from 'zod';
import type { Cursor, Page, Source } from '../connector.ts';
import { defineSource } from '../define.ts';
import { firstFrom, fromDay } from '../kit/fields.ts';
import { byPage } from '../kit/paging.ts';
import { recordOf, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import { adminApi, type Context, factsFrom, search } from './admin-api.ts';
import { associations, changedSince, orderCall, ordersById, reading } from './order.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { Event, orderIdsIn } from './webhooks.ts';
import words from './words.json' with { type: 'json' };

/**
 * Orders that are new or changed, with lines, customer, addresses, deliveries and payments. Read in the order in which they
 * were placed: what changes meanwhile stays in its place, so no page loses one.
 */
export const orders = listSource({
  title: words.sources.orders,
  confidence: 'documented',
  factsFrom,
  options: z.object({ from: fromDay() }),
  samples: samplesOf(samples.orders),
  api: adminApi,
  call: () => search('order', { sort: [{ field: 'autoIncrement', order: 'ASC' }], associations }),
  list: 'data',
  paging: byPage({ param: 'page', sizeParam: 'limit', size: 100 }),
  since: { param: 'filter', write: changedSince, first: firstFrom },
  reading,
  one: { call: orderCall, at: 'data' },
});

const Options = z.object({});
const Place = z.object({ at: z.json().default(null), skip: z.number().int().min(0).default(0) });
const mostOnPage = 100;

/**
 * The same orders as soon as the shop reports them by webhook. What a webhook says is only which orders changed; each is
 * fetched as it is now, so nobody who learns the address can make one up.
 */
export const orderEvents: Source<Settings> = defineSource<Settings, z.infer<typeof Options>>({
  title: words.sources.orderEvents,
  confidence: 'documented',
  factsFrom,
  options: Options,
  samples: samplesOf(samples.orders),
  pushed: true,
  read: (context, _options, cursor) => readReported(context, cursor),
  cursorAt: (_options, from, until) => ({ at: arrivedCursorAt(from, until), skip: 0 }),
});

/** One webhook may name more orders than a page holds: then the same place is read again from further on. */
async function readReported(context: Context, cursor: Cursor | null): Promise<Page> {
  const { at, skip } = Place.parse(cursor ?? {});
  const arrived = await readArrived(context, undefined, at);
  const ids = [...new Set(arrived.records.flatMap(({ body }) => orderIdsIn(Event.parse(body))))];
  const found = await ordersById(context, ids.slice(skip, skip + mostOnPage));
  const records = found.map((it) => recordOf(reading, it));
  if (ids.length > skip + mostOnPage) return { records, next: { at, skip: skip + mostOnPage }, resume: { at, skip } };
  const resume = { at: arrived.resume, skip: 0 };
  return { records, next: arrived.next === null ? null : resume, resume };
}
