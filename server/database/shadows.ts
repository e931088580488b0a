import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { ShadowExample } from '#flows/api/shadows.ts';
import type { Graph } from '#flows/graph.ts';
import type { BatchPlace } from './batches.ts';
import type { Queryable, Transaction } from './database.ts';
import type { FlowPlace } from './flows.ts';
import { addJob } from './queue.ts';
import { records, shadows } from './schema.ts';

export type ShadowRow = typeof shadows.$inferSelect;

/** Examples that are kept; of the rest only their number. */
const keptExamples = 20;

const at = (place: FlowPlace) =>
  and(eq(shadows.organizationId, place.organizationId), eq(shadows.flowId, place.flowId));

export async function findShadow(db: Queryable, place: FlowPlace): Promise<ShadowRow | null> {
  const [row] = await db.select().from(shadows).where(at(place));
  return row ?? null;
}

type NewShadow = FlowPlace & { id: string; graph: Graph; startedBy: string; startedAt: Date; records: number };

/** Begins a shadow run in place of an earlier one, and queues the newest past batches up to so many records. */
export async function insertShadow(tx: Transaction, { records, ...shadow }: NewShadow) {
  await tx.delete(shadows).where(at(shadow));
  const past = await pastBatches(tx, shadow, records);
  await tx.insert(shadows).values({ ...shadow, waiting: past.length });
  for (const { run, batch } of past)
    await addJob(tx, 'shadow', { organization: shadow.organizationId, run, batch, shadow: shadow.id });
}

async function pastBatches(tx: Transaction, place: FlowPlace, most: number) {
  const { rows } = await tx.execute<{ run: string; batch: number }>(sql`
    select run, batch from (
      select b.*, sum(size) over (order by at desc, run, batch) - size as before from (
        select r.run_id as run, r.batch_no as batch, count(*)::int as size, max(r.at) as at
        from records r
        join runs u on u.organization_id = r.organization_id and u.id = r.run_id
        where r.organization_id = ${place.organizationId} and r.flow_id = ${place.flowId}
          and u.mode = 'live' and u.trigger <> 'replay'
        group by 1, 2 order by 4 desc limit 1000
      ) b
    ) c where before < ${most} order by at desc`);
  return rows;
}

/** Counts one compared batch. */
export const countShadow = (
  db: Queryable,
  { organizationId, flowId, id }: ShadowRow,
  found: { compared: number; changed: ShadowExample[] },
) =>
  db
    .update(shadows)
    .set({
      waiting: sql`greatest(${shadows.waiting} - 1, 0)`,
      compared: sql`${shadows.compared} + ${found.compared}`,
      changed: sql`${shadows.changed} + ${found.changed.length}`,
      examples: sql`(select coalesce(jsonb_agg(e order by n), '[]') from jsonb_array_elements(${shadows.examples} || ${JSON.stringify(found.changed)}::jsonb) with ordinality as t(e, n) where n <= ${keptExamples})`,
    })
    .where(and(at({ organizationId, flowId }), eq(shadows.id, id)));

export const endShadow = (db: Queryable, place: FlowPlace, now: Date) =>
  db
    .update(shadows)
    .set({ endedAt: now })
    .where(and(at(place), isNull(shadows.endedAt)));

/** The records of a finished batch, in their order. */
export const readComparedRecords = (db: Queryable, batch: BatchPlace) =>
  db
    .select()
    .from(records)
    .where(
      and(
        eq(records.organizationId, batch.organizationId),
        eq(records.runId, batch.runId),
        eq(records.batchNo, batch.batchNo),
      ),
    )
    .orderBy(asc(records.no));
