import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { Database, Queryable } from './database.ts';
import { connections, inboxes } from './schema.ts';
import { prepared } from './statement.ts';

/** A connection's or a flow's inbox. */
export type InboxPlace = { organizationId: string; id: string };
export type InboxRow = typeof inboxes.$inferSelect;

const at = ({ organizationId, id }: InboxPlace) => and(eq(inboxes.organizationId, organizationId), eq(inboxes.id, id));

export const hashOfToken = (token: string) => createHash('sha256').update(token).digest();

export async function findInbox(db: Queryable, place: InboxPlace): Promise<InboxRow | null> {
  const [row] = await db.select().from(inboxes).where(at(place));
  return row ?? null;
}

const receiver = prepared((db) =>
  db
    .select({ inboxId: inboxes.id, connection: connections })
    .from(inboxes)
    .innerJoin(
      connections,
      and(eq(connections.organizationId, inboxes.organizationId), eq(connections.id, inboxes.connectionId)),
    )
    .where(eq(inboxes.tokenHash, sql.placeholder('hash')))
    .prepare('find-receiver'),
);

/** The connection whose inbox has this token. */
export async function findReceiver(db: Database, token: string) {
  const [found] = await receiver(db).execute({ hash: hashOfToken(token) });
  return found ?? null;
}

/** Makes an inbox unless it is there; what it already is stays. */
export async function ensureInbox(
  db: Queryable,
  inbox: Pick<typeof inboxes.$inferInsert, 'organizationId' | 'id' | 'connectionId' | 'flowId' | 'tokenHash' | 'token'>,
) {
  await db.insert(inboxes).values(inbox).onConflictDoNothing();
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
