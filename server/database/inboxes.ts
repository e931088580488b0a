import { createHash } from 'node:crypto';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Arrival, Arrived, ArrivedFrom } from '#server/connectors/connector.ts';
import type { Queryable } from './database.ts';
import { Json } from './json-text.ts';
import { arrivals, connections, inboxes } from './schema.ts';

/** A connection's or a flow's inbox. */
export type InboxPlace = { organizationId: string; id: string };
export type InboxRow = typeof inboxes.$inferSelect;

const at = ({ organizationId, id }: InboxPlace) => and(eq(inboxes.organizationId, organizationId), eq(inboxes.id, id));
const inside = ({ organizationId, id }: InboxPlace) =>
  and(eq(arrivals.organizationId, organizationId), eq(arrivals.inboxId, id));

export const hashOfToken = (token: string) => createHash('sha256').update(token).digest();

export async function findInbox(db: Queryable, place: InboxPlace): Promise<InboxRow | null> {
  const [row] = await db.select().from(inboxes).where(at(place));
  return row ?? null;
}

/** The connection whose inbox has this token. */
export async function findReceiver(db: Queryable, token: string) {
  const [found] = await db
    .select({ inboxId: inboxes.id, connection: connections })
    .from(inboxes)
    .innerJoin(
      connections,
      and(eq(connections.organizationId, inboxes.organizationId), eq(connections.id, inboxes.connectionId)),
    )
    .where(eq(inboxes.tokenHash, hashOfToken(token)));
  return found ?? null;
}

/** Makes an inbox unless it is there; what it already is stays. */
export async function ensureInbox(
  db: Queryable,
  inbox: Pick<typeof inboxes.$inferInsert, 'organizationId' | 'id' | 'connectionId' | 'flowId' | 'tokenHash' | 'token'>,
) {
  await db.insert(inboxes).values(inbox).onConflictDoNothing();
}

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
  const firsts = all.filter(({ name }, index) => all.findIndex((it) => it.name === name) === index);
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
async function keepChangedBack(db: Queryable, place: InboxPlace, arrival: Named, now: Date): Promise<boolean> {
  const [last] = await db
    .select({ no: arrivals.no, eventId: arrivals.eventId })
    .from(arrivals)
    .where(and(inside(place), eq(arrivals.key, arrival.key)))
    .orderBy(desc(arrivals.no))
    .limit(1);
  if (!last || last.eventId.startsWith(arrival.name)) return false;
  return (await insertArrivals(db, place, [{ ...arrival, name: `${arrival.name}:${last.no}` }], now)).size > 0;
}

async function insertArrivals(db: Queryable, place: InboxPlace, list: Named[], now: Date): Promise<Set<string>> {
  if (list.length === 0) return new Set();
  const rows = list.map(({ name, key, title, content, changedAt }, index) => ({
    ...{ at: index + 1, event_id: name, key, title, content, changed_at: changedAt },
  }));
  const { rows: kept } = await db.execute<{ event_id: string }>(sql`
    with box as (
      update inboxes set last_no = last_no + ${rows.length}, arrived_at = ${now.toISOString()}::timestamptz
      where organization_id = ${place.organizationId} and id = ${place.id} returning last_no)
    insert into arrivals (organization_id, inbox_id, no, event_id, key, title, content, changed_at, arrived_at)
    select ${place.organizationId}::uuid, ${place.id}::uuid, last_no - ${rows.length} + it.at, it.event_id, it.key, it.title,
      it.content, it.changed_at, ${now.toISOString()}::timestamptz
    from box, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as it(at int, event_id text, key text, title text, content text, changed_at timestamptz)
    on conflict (organization_id, inbox_id, event_id) do nothing returning event_id`);
  return new Set(kept.map((row) => row.event_id));
}

/**
 * What arrived, oldest first; what is older than another of the same key, by the sender's own time, is passed over. A period
 * that is read once more gives of each key only what came last: what came before would go over it.
 */
export async function listArrived(
  db: Queryable,
  place: InboxPlace,
  { after, since, until, limit }: Omit<ArrivedFrom, 'flow'>,
): Promise<Arrived[]> {
  const rows = await db
    .select()
    .from(arrivals)
    .where(
      and(
        inside(place),
        sql`${arrivals.no} > ${after}`,
        since && sql`${arrivals.arrivedAt} >= ${since.toISOString()}::timestamptz`,
        until && sql`${arrivals.arrivedAt} < ${until.toISOString()}::timestamptz`,
        sql`not exists (select 1 from arrivals newer where newer.organization_id = ${arrivals.organizationId}
          and newer.inbox_id = ${arrivals.inboxId} and newer.key = ${arrivals.key}
          and (newer.changed_at > ${arrivals.changedAt} or ${until !== undefined}::boolean and newer.no > ${arrivals.no}
            and (newer.changed_at is null or ${arrivals.changedAt} is null)))`,
      ),
    )
    .orderBy(arrivals.no)
    .limit(limit);
  return rows.map(({ no, key, title, content, changedAt }) => ({
    ...{ no, key, title, body: Json.parse(content) },
    ...(changedAt && { version: changedAt.getTime() }),
  }));
}

/** Whether other flows read what a flow sends. */
export const isFollowed = (organizationId: string, flowId: string) =>
  sql<boolean>`exists (select 1 from inboxes where organization_id = ${organizationId} and id = ${flowId})`;

/** Inboxes in which something lies for which no run has been started for a while: its process died before it could. */
export const listForgotten = (db: Queryable, before: Date): Promise<InboxRow[]> =>
  db
    .select()
    .from(inboxes)
    .where(and(lt(inboxes.startedNo, inboxes.lastNo), lt(inboxes.arrivedAt, before)))
    .limit(100);

/** Runs have been started for everything up to `no`. */
export const markStarted = (db: Queryable, place: InboxPlace, no: number) =>
  db
    .update(inboxes)
    .set({ startedNo: sql`greatest(${inboxes.startedNo}, ${no})` })
    .where(at(place));

export const forgetArrivals = (db: Queryable, before: Date) =>
  db.delete(arrivals).where(lt(arrivals.arrivedAt, before));
