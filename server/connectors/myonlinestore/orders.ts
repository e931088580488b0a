import * as z from 'zod';
import type { ConnectorContext, Cursor, Page, Source, SourceRecord } from '../connector.ts';
import { defineSource } from '../define.ts';
import { field } from '../form.ts';
import { earliestLocalText, instantOf, latestLocalText } from './local-time.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { ask } from './shop.ts';
import words from './words.json' with { type: 'json' };

/**
 * Every order is read, whatever its status: statuses are numbers of the shop's own, and a filter step shows why an order
 * was left out, which a filter hidden in here would not.
 */
const Options = z.object({ from: field(z.iso.date().optional(), words.options.from) });
type Options = z.infer<typeof Options>;

const Samples = z.array(z.object({ key: z.string(), title: z.string(), body: z.json() }));

const pageSize = 100;
const overlapMilliseconds = 10 * 60_000;
const firstReadingMilliseconds = 30 * 24 * 3_600_000;

/** `since` and `newest` are instants of status changes, `startedAt` is when this reading's first page was asked for. */
const Position = z.object({
  since: z.iso.datetime(),
  offset: z.number().int().min(0).default(0),
  startedAt: z.iso.datetime().nullable().default(null),
  newest: z.iso.datetime().nullable().default(null),
  /** Only in a backfill: the end of the period. */
  until: z.iso.datetime().nullable().default(null),
});
type Position = z.infer<typeof Position>;

/** The little that is read from an order's own document; the number is an integer in the specification, a text live. */
const Order = z.object({
  number: z.union([z.string(), z.number()]).transform(String),
  status_changed_date: z.string().optional(),
  status_changed_time: z.string().optional(),
  currency: z.string().default(''),
  price: z.object({ total: z.coerce.number() }).optional(),
  orderlines: z.array(z.object({ description: z.string().optional() })).default([]),
});

/** The vendor's document as it came, and what was read from it. */
const Found = z.json().transform((body, { issues }) => {
  const order = Order.safeParse(body);
  if (order.success) return { body, order: order.data };
  issues.push(...order.error.issues.map((issue) => ({ ...issue, code: 'custom' as const, input: body })));
  return z.NEVER;
});
type Found = z.output<typeof Found>;

/**
 * Orders by status change, because the vendor has no webhooks and no other "changed since". Assumed: an order carries a
 * status change from the moment it is placed, and a payment moves the status. The list is ordered by number, and orders
 * only ever join it (a status change moves forward, archived orders stay), so offsets miss nothing while orders arrive.
 */
export const orders: Source<Settings> = defineSource<Settings, Options>({
  title: words.sources.orders.title,
  confidence: 'documented',
  options: Options,
  samples: Samples.parse(samples),
  async read(context, options, cursor) {
    const position = cursor === null ? firstPosition(context, options) : Position.parse(cursor);
    const startedAt = position.startedAt ?? context.now().toISOString();
    const found = await list(context, position);
    const newest = newestChange(position.newest, found);
    return {
      records: found.filter(isReal).map(record),
      next: found.length < pageSize ? null : { ...position, offset: position.offset + pageSize, startedAt, newest },
      resume: resumeFrom(position, startedAt, newest),
    } satisfies Page;
  },
  async readOne(context, _options, key) {
    const found = await ask(context, `/orders/${encodeURIComponent(key)}`, {}, Found);
    return found && isReal(found) ? record(found) : null;
  },
  cursorAt: (_options, from, until) => ({
    since: from.toISOString(),
    ...(until && { until: until.toISOString() }),
  }),
  momentOf(cursor) {
    const position = Position.safeParse(cursor).data;
    return position ? new Date(position.since) : null;
  },
});

function firstPosition({ now }: ConnectorContext<Settings>, { from }: Options): Position {
  const since = from ? instantOf(`${from} 00:00:00`) : new Date(now().getTime() - firstReadingMilliseconds);
  return { since: since.toISOString(), offset: 0, startedAt: null, newest: null, until: null };
}

async function list(context: ConnectorContext<Settings>, { since, offset, until }: Position): Promise<Found[]> {
  const query = {
    ...{ limit: pageSize, offset, ordering: 'asc', test: 'false' },
    status_changed_start_date: earliestLocalText(new Date(since)),
    ...(until && { status_changed_end_date: latestLocalText(new Date(until)) }),
  };
  return (await ask(context, '/orders', query, z.array(Found))) ?? [];
}

function newestChange(known: string | null, found: Found[]): string | null {
  const changes = found.flatMap(({ order: { status_changed_date: date, status_changed_time: time } }) =>
    date && time ? [instantOf(`${date} ${time}`).toISOString()] : [],
  );
  return [known, ...changes].reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

/**
 * Ten minutes before the newest change seen, and never later than ten minutes before this reading began: an order that
 * changed while it was read may have joined the list before the place where the reading stood.
 */
function resumeFrom({ since }: Position, startedAt: string, newest: string | null): Cursor {
  if (newest === null) return { since };
  const safe = new Date(Math.min(Date.parse(newest), Date.parse(startedAt)) - overlapMilliseconds).toISOString();
  return { since: safe > since ? safe : since };
}

/** The list leaves test orders out when asked to; their number's mark (reported) is the second lock. */
const isReal = ({ order }: Found): boolean => !order.number.startsWith('T-');

function record({ body, order }: Found): SourceRecord {
  const [first, ...others] = order.orderlines.flatMap(({ description }) => (description ? [description] : []));
  const what = first && others.length > 0 ? `${first} +${others.length}` : first;
  const total = order.price && `${order.price.total.toFixed(2)} ${order.currency}`.trim();
  return { key: order.number, title: [order.number, what, total].filter(Boolean).join(' · '), body };
}
