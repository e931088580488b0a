import * as z from 'zod';
import type { Cursor } from '../connector.ts';

/**
 * Where a reading of the order list stands. `since` and `until` bound it (null: everything listed), `startedAt` is when its
 * first page was asked for, `day` and `page` are the place, and `before` the orders of the page before.
 */
export const Position = z.object({
  since: z.iso.datetime().nullable().default(null),
  until: z.iso.datetime().nullable().default(null),
  startedAt: z.iso.datetime().nullable().default(null),
  day: z.iso.date().nullable().default(null),
  page: z.number().int().min(1).default(1),
  before: z.array(z.string()).default([]),
  /** Set when this reading looks at the same orders as the one before it, which began then. */
  repeats: z.iso.datetime().nullable().default(null),
});
type Position = z.infer<typeof Position>;
type Started = Position & { startedAt: string };

const minuteMs = 60_000;
/** For clocks that differ, and for changes that are listed late. */
const overlapMinutes = 10;
/** bol takes up to 60 (documented); the rest is for a reading that itself takes long. */
const longestWindowMinutes = 40;
/** How far back changes can be asked for (documented: 3 months). */
const historyMs = 89 * 86_400_000;

export const startingAt = (_options: unknown, from: Date, until?: Date): Cursor => ({
  since: from.toISOString(),
  ...(until && { until: until.toISOString() }),
});

/** bol's days are taken to be those of the Netherlands (assumed). */
const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });
const dayOf = (moment: string | number) => dayFormat.format(new Date(moment));

const lastDay = ({ until, startedAt }: Started) =>
  dayOf(Math.min(Date.parse(until ?? startedAt), Date.parse(startedAt)));
const firstDay = ({ since, startedAt }: Started) =>
  dayOf(Math.max(Date.parse(since ?? startedAt), Date.parse(startedAt) - historyMs));

/** Whether changes are asked for by the minute; older ones can only be asked for day by day. */
const isRecent = ({ since, until, startedAt }: Started) =>
  since !== null && until === null && Date.parse(startedAt) - Date.parse(since) <= longestWindowMinutes * minuteMs;

/** What a page is asked with, beside what the options say. */
export function questionOf(position: Started, now: Date): Record<string, string | number> {
  const { since, day, page } = position;
  if (since === null) return { page };
  if (!isRecent(position)) return { page, 'latest-change-date': day ?? firstDay(position) };
  const minutes = Math.ceil((now.getTime() - Date.parse(since)) / minuteMs) + 1;
  return { page, 'change-interval-minute': Math.min(60, Math.max(1, minutes)) };
}

/** Where the reading goes on: a list ends with an empty page, because there is no total and no next (documented). */
export function nextPosition(position: Started, listed: string[]): Started | null {
  if (listed.length > 0) return { ...position, page: position.page + 1, before: listed };
  const { since } = position;
  if (since === null || isRecent(position)) return null;
  const day = position.day ?? firstDay(position);
  return day >= lastDay(position) ? null : { ...position, day: dayAfter(day), page: 1, before: [] };
}

const dayAfter = (day: string) => new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/**
 * Where the next reading starts. The newest orders are listed first, and rows move up when orders leave the list, so that a
 * reading of several pages can miss one at a page's edge: the next one looks at the same again before it goes on.
 */
export function whereNextStarts(position: Started): Cursor {
  const { since, startedAt, repeats, page, day } = position;
  const oneAnswer = page <= 2 && (day === null || day === firstDay(position));
  if (repeats === null && !oneAnswer) return { since, repeats: startedAt };
  const covered = Date.parse(repeats ?? startedAt) - overlapMinutes * minuteMs;
  return { since: new Date(since === null ? covered : Math.max(covered, Date.parse(since))).toISOString() };
}

/** Whether an order belongs to the reading by when its items changed last; without a moment it does. */
export function isInside({ since, until }: Position, changes: number[]): boolean {
  if (since === null || changes.length === 0) return true;
  const last = Math.max(...changes);
  return last >= Date.parse(since) && (until === null || last <= Date.parse(until));
}
