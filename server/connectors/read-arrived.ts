import * as z from 'zod';
import type { Arrived, ConnectorContext, Cursor, Page } from './connector.ts';

const pageSize = 100;

/** The number of the last arrival that was read; `since` and `until` bound a reading to a period. */
const Place = z.object({
  no: z.number().int().min(0).default(0),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
});

/** One page of what arrived by itself, in the order in which it came. */
export async function readArrived(
  context: Pick<ConnectorContext, 'arrived'>,
  flow: string | undefined,
  cursor: Cursor | null,
): Promise<Page> {
  const place = Place.parse(cursor ?? {});
  const found = await context.arrived({
    after: place.no,
    limit: pageSize,
    ...(flow !== undefined && { flow }),
    ...(place.since !== undefined && { since: new Date(place.since) }),
    ...(place.until !== undefined && { until: new Date(place.until) }),
  });
  const taken = withoutRepeats(found);
  const resume = { ...place, no: taken.at(-1)?.no ?? place.no };
  const records = taken.map(({ no: _, ...record }) => record);
  return { records, next: taken.length < found.length || found.length === pageSize ? resume : null, resume };
}

/** A page ends before a key comes again: what happened to one order later must not travel beside what happened before. */
function withoutRepeats(found: Arrived[]): Arrived[] {
  const keys = new Set<string>();
  const end = found.findIndex(({ key }) => keys.has(key) || !keys.add(key));
  return end < 0 ? found : found.slice(0, end);
}

export const arrivedCursorAt = (from: Date, until?: Date): Cursor => ({
  no: 0,
  since: from.toISOString(),
  ...(until && { until: until.toISOString() }),
});
