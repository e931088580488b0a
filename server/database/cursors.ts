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
  const target = [cursors.organizationId, cursors.flowId, cursors.nodeId];
  const values = { cursor: stored(cursor), movedAt, setAt: movedAt };
  await tx
    .insert(cursors)
    .values({ ...place, ...values })
    .onConflictDoUpdate({ target, set: values });
  await tx
    .delete(seen)
    .where(
      and(eq(seen.organizationId, place.organizationId), eq(seen.flowId, place.flowId), eq(seen.nodeId, place.nodeId)),
    );
}

/** Moves a cursor to where a reading ended, unless a person set it since that reading began. */
export async function moveCursor(
  tx: Transaction,
  place: FlowPlace & { nodeId: string },
  cursor: Cursor,
  { startedAt, now }: { startedAt: Date; now: Date },
) {
  await tx
    .insert(cursors)
    .values({ ...place, cursor: stored(cursor), movedAt: now })
    .onConflictDoUpdate({
      target: [cursors.organizationId, cursors.flowId, cursors.nodeId],
      set: { cursor: sql`excluded.cursor`, movedAt: sql`excluded.moved_at` },
      setWhere: sql`${cursors.setAt} is null or ${cursors.setAt} <= ${startedAt.toISOString()}::timestamptz`,
    });
}
