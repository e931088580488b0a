import { and, eq, sql } from 'drizzle-orm';
import type { Cursor } from '#server/connectors/connector.ts';
import type { Queryable, Transaction } from './database.ts';
import type { FlowPlace } from './flows.ts';
import { cursors, seen } from './schema.ts';

export type CursorRow = typeof cursors.$inferSelect;

export const listCursors = (db: Queryable, { organizationId, flowId }: FlowPlace): Promise<CursorRow[]> =>
  db
    .select()
    .from(cursors)
    .where(and(eq(cursors.organizationId, organizationId), eq(cursors.flowId, flowId)));

/** What is stored: JSON's null is "from the start", and its row says since when. */
const stored = (cursor: Cursor) => sql`${JSON.stringify(cursor)}::jsonb`;

/**
 * A person says from where a source is read. What was seen is forgotten, because a person who sets a reading back wants
 * its records looked at again; the delivery ledger keeps them from being sent twice.
 */
export async function placeCursor(
  tx: Transaction,
  place: FlowPlace & { nodeId: string },
  cursor: Cursor,
  movedAt: Date,
) {
  await writeCursor(tx, place, cursor, movedAt);
  await tx
    .delete(seen)
    .where(
      and(eq(seen.organizationId, place.organizationId), eq(seen.flowId, place.flowId), eq(seen.nodeId, place.nodeId)),
    );
}

/** Moves a cursor; with `startedAt` only when nobody moved it since: a person's word outlives a reading that was under way. */
export async function writeCursor(
  tx: Transaction,
  place: FlowPlace & { nodeId: string },
  cursor: Cursor,
  movedAt: Date,
  startedAt?: Date,
) {
  await tx
    .insert(cursors)
    .values({ ...place, cursor: stored(cursor), movedAt })
    .onConflictDoUpdate({
      target: [cursors.organizationId, cursors.flowId, cursors.nodeId],
      set: { cursor: sql`excluded.cursor`, movedAt: sql`excluded.moved_at` },
      ...(startedAt && { setWhere: sql`${cursors.movedAt} <= ${startedAt.toISOString()}::timestamptz` }),
    });
}
