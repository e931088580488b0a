import * as z from 'zod';
import type { ConnectorContext, Json, Page, Source } from '../connector.ts';
import { defineSource } from '../define.ts';
import { ParsedJson, withValueAt } from '../value-at.ts';
import type { Api, Call } from './api.ts';
import { type Each, withEach } from './each.ts';
import type { Paging } from './paging.ts';
import { type Found, listAt, oneAt, type Reading, recordOf } from './reading.ts';

type Plain = Record<string, unknown>;

/** How a list is asked for what changed since a moment. Without it everything is read each time. */
export type Since<Settings extends Plain, Options extends Plain> = {
  /** The parameter of the query, or the dotted name in a JSON body. */
  param: string;
  /** How the vendor writes a moment; `2026-11-21T10:00:00Z` without it. In a JSON body it may be a whole filter. */
  write?(moment: Date): Json;
  /** Where the first reading starts, when nothing is known yet; 30 days ago without it. */
  first?(options: Options, context: ConnectorContext<Settings>): Date | null;
  /** How it is asked for nothing newer than a moment; without it newer records of a period are read and passed over. */
  until?: { param: string; write?(moment: Date): Json };
  /** Wide enough for clocks that differ and for changes that appear late; ten minutes without it. */
  overlapMinutes?: number;
};

export type ListDescription<Settings extends Plain, Options extends Plain, View> = Pick<
  Source<Settings, Options>,
  'title' | 'confidence' | 'factsFrom' | 'options' | 'samples' | 'exampleOptions'
> & {
  api: Api<Settings>;
  /** The call for the list, without paging and "since". */
  call(options: Options, settings: Settings): Call;
  /** Where the list stands in the answer, as a dotted path; the whole answer without it. */
  list?: string;
  paging: Paging;
  /**
   * The list begins with the newest change. What changes while it is read then pushes others to a later page, where they come
   * once more and are passed over, and never to an earlier one, where they would be missed.
   */
  newestFirst?: boolean;
  since?: Since<Settings, Options>;
  reading: Reading<View>;
  /** What a second call tells of each record, where the list leaves it out. */
  each?: Each<Settings, Options, View>;
  /** The call for one record by its key, and where it stands in that answer. Left out where the vendor has none. */
  one?: { call(key: string, options: Options, settings: Settings): Call; at?: string };
};

/**
 * `since` and `newest` are moments of change, `startedAt` is when this reading's first page was asked for, `page` is the
 * vendor's place within it, and `skip` what of that page went out already.
 */
const Position = z.object({
  since: z.iso.datetime().nullable().default(null),
  page: z.json().default(null),
  skip: z.number().int().min(0).default(0),
  startedAt: z.iso.datetime().nullable().default(null),
  newest: z.iso.datetime().nullable().default(null),
  /** Of a list that begins with the newest: the keys of the page before. */
  before: z.array(z.string()).default([]),
  /** Only in a backfill: the end of the period. */
  until: z.iso.datetime().nullable().default(null),
});
type Position = z.infer<typeof Position>;

const mostOnPage = 100;
const minute = 60_000;
const month = 30 * 24 * 60 * minute;

/**
 * A list that is read page by page, and on the next reading only for what changed since, with an overlap. The next reading
 * begins before the newest change seen, and never after this reading began: what changed while it was read may have
 * joined the list before the place where the reading stood.
 */
export function listSource<Settings extends Plain, Options extends Plain, View>(
  list: ListDescription<Settings, Options, View>,
): Source<Settings> {
  const { title, confidence, factsFrom, options, samples, exampleOptions, one } = list;
  return defineSource<Settings, Options>({
    ...{ title, confidence, factsFrom, options, samples, exampleOptions },
    read: (context, chosen, cursor) => readPage(list, context, chosen, cursor),
    ...(list.since && { cursorAt: (_options: Options, from: Date, until?: Date) => periodOf(from, until), momentOf }),
    readOne: one && ((context, chosen, key) => readOne(list, one, context, chosen, key)),
  });
}

const periodOf = (from: Date, until?: Date): Json => ({
  since: from.toISOString(),
  ...(until && { until: until.toISOString() }),
});

function momentOf(cursor: Json): Date | null {
  const since = Position.safeParse(cursor).data?.since;
  return since ? new Date(since) : null;
}

async function readPage<Settings extends Plain, Options extends Plain, View>(
  list: ListDescription<Settings, Options, View>,
  context: ConnectorContext<Settings>,
  options: Options,
  cursor: Json | null,
): Promise<Page> {
  const { api, paging, reading } = list;
  const position = cursor === null ? firstPosition(list, context, options) : Position.parse(cursor);
  const startedAt = position.startedAt ?? context.now().toISOString();
  const answer = await api.send(context, callFor(list, options, context.settings, position));
  const { body, found } = answer.json(listAt(list.list ?? '', reading.view));
  const mine = found.slice(position.skip, position.skip + mostOnPage);
  const newest = newestChange(reading, position.newest, mine);
  const rest = found.length > position.skip + mostOnPage;
  const page = rest ? position.page : paging.next(position.page, { answer, body, count: found.length });
  const skip = rest ? position.skip + mostOnPage : 0;
  const before = list.newestFirst ? mine.map(({ view }) => reading.key(view)) : [];
  const next = { ...position, page: withoutProof(api, page), skip, startedAt, newest, before };
  const wanted = mine.filter(
    ({ view }) =>
      (reading.isReal?.(view) ?? true) &&
      isInside(reading, view, position) &&
      !position.before.includes(reading.key(view)),
  );
  const whole = await withEach(list, context, options, wanted);
  return {
    records: whole.map((it) => recordOf(reading, it)),
    next: rest || page !== null ? next : null,
    resume: resumeFrom(list, position.since, startedAt, newest),
  };
}

function isInside<View>({ changed }: Reading<View>, view: View, { until }: Position): boolean {
  const moment = until === null ? null : (changed?.(view) ?? null);
  return until === null || moment === null || moment.getTime() <= Date.parse(until);
}

function firstPosition<Settings extends Plain, Options extends Plain, View>(
  { since }: ListDescription<Settings, Options, View>,
  context: ConnectorContext<Settings>,
  options: Options,
): Position {
  const chosen = since?.first?.(options, context) ?? null;
  const moment = since ? (chosen ?? new Date(context.now().getTime() - month)) : null;
  return Position.parse({ since: moment?.toISOString() ?? null });
}

function callFor<Settings extends Plain, Options extends Plain, View>(
  { call, paging, since }: ListDescription<Settings, Options, View>,
  options: Options,
  settings: Settings,
  position: Position,
): Call {
  const asked = call(options, settings);
  const { params = {}, at } = paging.ask(position.page);
  // A next page's address carries the whole question already.
  if (at !== undefined) return { ...asked, query: {}, at };
  return withParams(asked, { ...period(since, position), ...params });
}

function period<Settings extends Plain, Options extends Plain>(
  since: Since<Settings, Options> | undefined,
  position: Position,
): Record<string, Json> {
  if (!since) return {};
  const from = position.since === null ? {} : written(since, position.since);
  return position.until === null || !since.until ? from : { ...from, ...written(since.until, position.until) };
}

const written = ({ param, write = isoSeconds }: { param: string; write?(moment: Date): Json }, at: string) => ({
  [param]: write(new Date(at)),
});

const isoSeconds = (moment: Date) => `${moment.toISOString().slice(0, 19)}Z`;

const Params = z.record(z.string(), z.union([z.string(), z.number()]));

/** Into the query of a GET, into the JSON body of a call that has one. */
function withParams(call: Call, params: Record<string, Json>): Call {
  if (call.json === undefined) return { ...call, query: { ...call.query, ...Params.parse(params) } };
  const body = ParsedJson.parse(call.json);
  return {
    ...call,
    json: Object.entries(params).reduce<Json>((it, [name, value]) => withValueAt(it, name, value), body),
  };
}

/** The keys that some vendors repeat in a next page's address are put on again by `auth`; they are not kept. */
function withoutProof<Settings>({ description }: Api<Settings>, page: Json): Json {
  const { inQuery = [] } = description.auth;
  if (typeof page !== 'string' || !page.startsWith('/') || inQuery.length === 0) return page;
  const url = new URL(page, 'https://next.example');
  for (const name of inQuery) url.searchParams.delete(name);
  return url.pathname + url.search;
}

function newestChange<View>({ changed }: Reading<View>, known: string | null, found: Found<View>[]): string | null {
  const moments = found.flatMap(({ view }) => changed?.(view)?.toISOString() ?? []);
  return [...(known === null ? [] : [known]), ...moments].sort().at(-1) ?? null;
}

function resumeFrom<Settings extends Plain, Options extends Plain, View>(
  list: ListDescription<Settings, Options, View>,
  since: string | null,
  startedAt: string,
  newest: string | null,
): Json {
  if (!list.since) return {};
  if (newest === null) return { since };
  const overlap = (list.since.overlapMinutes ?? 10) * minute;
  const safe = new Date(Math.min(Date.parse(newest), Date.parse(startedAt)) - overlap).toISOString();
  return { since: since !== null && since > safe ? since : safe };
}

async function readOne<Settings extends Plain, Options extends Plain, View>(
  list: ListDescription<Settings, Options, View>,
  { call, at = '' }: NonNullable<ListDescription<Settings, Options, View>['one']>,
  context: ConnectorContext<Settings>,
  options: Options,
  key: string,
) {
  const { api, reading } = list;
  const answer = await api.find(context, call(key, options, context.settings), oneAt(at, reading.view));
  if (!answer || !(reading.isReal?.(answer.view) ?? true)) return null;
  const [whole = answer] = await withEach(list, context, options, [answer]);
  return recordOf(reading, whole);
}
