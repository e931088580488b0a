import { and, eq, sql } from 'drizzle-orm';
import type { Cursor } from '#server/connectors/connector.ts';
import type { Queryable, Transaction } from './database.ts';
import type { FlowPlace } from './flows.ts';
import { cursors, seen } from './schema.ts';
import { statement } from './statement.ts';

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

type CursorParameter = 'organization' | 'flow' | 'nodes' | 'ends' | 'began' | 'now';

/**
 * Moves cursors to where a reading ended, unless a person set one since that reading began. Takes the names of its
 * parameters: an organization, a flow, node ids, cursors as JSON, when the reading began, and now.
 */
export const moveCursorsSql = ({ organization, flow, nodes, ends, began, now }: Record<CursorParameter, string>) => `
  insert into cursors (organization_id, flow_id, node_id, cursor, moved_at)
  select ${organization}::uuid, ${flow}::uuid, it.node, it.cursor, ${now}::timestamptz
  from unnest(${nodes}::text[], ${ends}::jsonb[]) as it(node, cursor)
  on conflict (organization_id, flow_id, node_id) do update set cursor = excluded.cursor, moved_at = excluded.moved_at
  where cursors.set_at is null or cursors.set_at <= ${began}::timestamptz`;

/** The values of the nodes and of the cursors. */
export const cursorValues = (cursors: ReadonlyMap<string, Cursor>): [string[], string[]] => [
  [...cursors.keys()],
  [...cursors.values()].map((cursor) => JSON.stringify(cursor)),
];

const move = statement(
  'move-cursors',
  moveCursorsSql({ organization: '$1', flow: '$2', nodes: '$3', ends: '$4', began: '$5', now: '$6' }),
);

/** The same as a statement of its own. */
export const moveCursors = (
  tx: Transaction,
  { organizationId, flowId }: FlowPlace,
  cursors: ReadonlyMap<string, Cursor>,
  { startedAt, now }: { startedAt: Date; now: Date },
) => move(tx, [organizationId, flowId, ...cursorValues(cursors), startedAt.toISOString(), now.toISOString()]);
