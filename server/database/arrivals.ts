import { createHash } from 'node:crypto';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Arrival, Arrived, ArrivedFrom } from '#server/connectors/connector.ts';
import type { Queryable } from './database.ts';
import type { InboxPlace } from './inboxes.ts';
import { Json } from './json-text.ts';
import { arrivals } from './schema.ts';
import { statement } from './statement.ts';

/** An arrival with the name under which it is kept once. */
type Named = { name: string; key: string; title: string; content: string; changedAt: Date | null };

const named = ({ eventId, record, changedAt }: Arrival): Named => {
  const content = JSON.stringify(record.body);
  const name = eventId === null ? `body:${digest(content)}` : `id:${digest(eventId)}`;
  return { name, key: record.key, title: record.title, content, changedAt };
};

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/**
 * Keeps arrivals, each once: what came before under the same id is not kept again. A sender without ids is judged by the
 * body: the same body again is a repeat, unless something else of the same key came in between. Says of each whether it
 * was new.
 */
export async function keepArrivals(
  db: Queryable,
  place: InboxPlace,
  list: readonly Arrival[],
  now: Date,
): Promise<boolean[]> {
  const all = list.map(named);
  const firsts = [...Map.groupBy(all, ({ name }) => name).values()].flatMap(([first]) => first ?? []);
  const kept = await insertArrivals(db, place, firsts, now);
  const answers: boolean[] = [];
  for (const [index, { eventId }] of list.entries()) {
    const arrival = all[index];
    if (!arrival) throw new Error('An arrival has no name');
    const isNew = kept.delete(arrival.name);
    answers.push(isNew || (eventId === null && (await keepChangedBack(db, place, arrival, now))));
  }
  return answers;
}

/** What had a body that came before, and something else of its key in between. */
async function keepChangedBack(
  db: Queryable,
  { organizationId, id }: InboxPlace,
  arrival: Named,
  now: Date,
): Promise<boolean> {
  const [last] = await db
    .select({ no: arrivals.no, eventId: arrivals.eventId })
    .from(arrivals)
    .where(and(eq(arrivals.organizationId, organizationId), eq(arrivals.inboxId, id), eq(arrivals.key, arrival.key)))
    .orderBy(desc(arrivals.no))
    .limit(1);
  if (!last || last.eventId.startsWith(arrival.name)) return false;
  const again = { ...arrival, name: `${arrival.name}:${last.no}` };
  return (await insertArrivals(db, { organizationId, id }, [again], now)).size > 0;
}

const insert = statement<{ name: string }>(
  'keep-arrivals',
  `with box as (
    update inboxes set last_no = last_no + cardinality($4::text[]), arrived_at = $3::timestamptz
    where organization_id = $1::uuid and id = $2::uuid returning last_no)
  insert into arrivals (organization_id, inbox_id, no, event_id, key, title, content, changed_at, arrived_at)
  select $1::uuid, $2::uuid, last_no - cardinality($4::text[]) + it.at, it.name, it.key, it.title, it.content, it.changed_at, $3::timestamptz
  from box, unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
    with ordinality as it(name, key, title, content, changed_at, at)
  on conflict (organization_id, inbox_id, event_id) do nothing returning event_id as name`,
);

async function insertArrivals(db: Queryable, place: InboxPlace, list: Named[], now: Date): Promise<Set<string>> {
  if (list.length === 0) return new Set();
  const kept = await insert(db, [
    ...[place.organizationId, place.id, now.toISOString()],
    ...[list.map(({ name }) => name), list.map(({ key }) => key), list.map(({ title }) => title)],
    ...[list.map(({ content }) => content), list.map(({ changedAt }) => changedAt?.toISOString() ?? null)],
  ]);
  return new Set(kept.map(({ name }) => name));
}

const read = statement<{ no: number; key: string; title: string; content: string; version: number | null }>(
  'read-arrivals',
  `select a.no::float8 as no, a.key, a.title, a.content, round(extract(epoch from a.changed_at) * 1000)::float8 as version
  from arrivals a
  where a.organization_id = $1::uuid and a.inbox_id = $2::uuid and a.no > $3::bigint
    and ($4::timestamptz is null or a.arrived_at >= $4) and ($5::timestamptz is null or a.arrived_at < $5)
    and ($5::timestamptz is null and a.changed_at is null or not exists (
      select from arrivals newer
      where newer.organization_id = a.organization_id and newer.inbox_id = a.inbox_id and newer.key = a.key
        and (newer.changed_at > a.changed_at or $5::timestamptz is not null and newer.no > a.no
          and (newer.changed_at is null or a.changed_at is null))))
  order by a.no limit $6::int`,
);

/**
 * What arrived, oldest first; what is older than another of the same key, by the sender's own time, is passed over. A period
 * that is read once more gives of each key only what came last: what came before would go over it.
 */
export async function listArrived(
  db: Queryable,
  place: InboxPlace,
  { after, since, until, limit }: Omit<ArrivedFrom, 'flow'>,
): Promise<Arrived[]> {
  const [from, to] = [since?.toISOString() ?? null, until?.toISOString() ?? null];
  const rows = await read(db, [place.organizationId, place.id, after, from, to, limit]);
  return rows.map(({ no, key, title, content, version }) => ({
    ...{ no, key, title, body: Json.parse(content) },
    ...(version !== null && { version }),
  }));
}

export const forgetArrivals = (db: Queryable, before: Date) =>
  db.delete(arrivals).where(lt(arrivals.arrivedAt, before));
