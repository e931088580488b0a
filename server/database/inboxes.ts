import { createHash } from 'node:crypto';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Arrival, Arrived, ArrivedFrom } from '#server/connectors/connector.ts';
import type { Queryable, Transaction } from './database.ts';
import { arrivals, inboxes } from './schema.ts';

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

export async function findInboxByToken(db: Queryable, token: string): Promise<InboxRow | null> {
  const [row] = await db
    .select()
    .from(inboxes)
    .where(eq(inboxes.tokenHash, hashOfToken(token)));
  return row ?? null;
}

/** Makes an inbox unless it is there; what it already is stays. */
export async function ensureInbox(
  db: Queryable,
  inbox: Pick<typeof inboxes.$inferInsert, 'organizationId' | 'id' | 'connectionId' | 'flowId' | 'tokenHash' | 'token'>,
) {
  await db.insert(inboxes).values(inbox).onConflictDoNothing();
}

/**
 * Keeps one arrival, once: what came before under the same id is not kept again. A sender without ids is judged by the
 * body: the same body again is a repeat, unless something else of the same key came in between.
 */
export async function keepArrival(db: Queryable, place: InboxPlace, arrival: Arrival, now: Date): Promise<boolean> {
  const content = JSON.stringify(arrival.record.body);
  const name = arrival.eventId === null ? `body:${digest(content)}` : `id:${digest(arrival.eventId)}`;
  const keep = (eventId: string) => insertArrival(db, place, { ...arrival, eventId }, { content, now });
  if (await keep(name)) return true;
  if (arrival.eventId !== null) return false;
  const [last] = await db
    .select({ no: arrivals.no, eventId: arrivals.eventId })
    .from(arrivals)
    .where(and(inside(place), eq(arrivals.key, arrival.record.key)))
    .orderBy(desc(arrivals.no))
    .limit(1);
  if (!last || last.eventId.startsWith(name)) return false;
  return keep(`${name}:${last.no}`);
}

/** Keeps many arrivals with ids of their own at once, in the transaction that brought them about. */
export async function keepArrivals(tx: Transaction, place: InboxPlace, list: Arrival[], now: Date) {
  if (list.length === 0) return;
  const rows = list.map(({ eventId, record }, index) => {
    const { key, title, body } = record;
    return { at: index + 1, event_id: `id:${digest(eventId ?? '')}`, key, title, content: JSON.stringify(body) };
  });
  await tx.execute(sql`
    with box as (
      update inboxes set last_no = last_no + ${rows.length}, arrived_at = ${now.toISOString()}::timestamptz
      where organization_id = ${place.organizationId} and id = ${place.id} returning last_no)
    insert into arrivals (organization_id, inbox_id, no, event_id, key, title, content, arrived_at)
    select ${place.organizationId}::uuid, ${place.id}::uuid, last_no - ${rows.length} + it.at, it.event_id, it.key, it.title,
      it.content, ${now.toISOString()}::timestamptz
    from box, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as it(at int, event_id text, key text, title text, content text)
    on conflict (organization_id, inbox_id, event_id) do nothing`);
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

async function insertArrival(
  db: Queryable,
  { organizationId, id }: InboxPlace,
  { eventId, record, changedAt }: Arrival,
  { content, now }: { content: string; now: Date },
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    with box as (
      update inboxes set last_no = last_no + 1, arrived_at = ${now.toISOString()}::timestamptz
      where organization_id = ${organizationId} and id = ${id} returning last_no)
    insert into arrivals (organization_id, inbox_id, no, event_id, key, title, content, changed_at, arrived_at)
    select ${organizationId}::uuid, ${id}::uuid, last_no, ${eventId}, ${record.key}, ${record.title}, ${content},
      ${changedAt?.toISOString() ?? null}::timestamptz, ${now.toISOString()}::timestamptz from box
    on conflict (organization_id, inbox_id, event_id) do nothing returning no`);
  return rows.length > 0;
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
    ...{ no, key, title, body: z.json().parse(JSON.parse(content)) },
    ...(changedAt && { version: changedAt.getTime() }),
  }));
}

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
