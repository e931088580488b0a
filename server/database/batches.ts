import { and, asc, eq, sql } from 'drizzle-orm';
import type { Changes } from '#server/engine/walk-batch.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { settleDeliveries } from './deliveries.ts';
import { mergePage } from './payloads.ts';
import { addJob } from './queue.ts';
import { countOutcomes } from './run-counts.ts';
import { finishIfDone } from './runs.ts';
import { batches, records } from './schema.ts';
import { queueShadow } from './shadows.ts';

export type BatchPlace = { organizationId: string; runId: string; batchNo: number };
/** A batch as one worker holds it: the fence it raised when it took the batch. */
export type HeldBatch = BatchPlace & { flowId: string; fence: number };

/** Somebody else took the batch meanwhile; nothing may be written any more. */
export class StaleBatchError extends Error {
  constructor(batch: BatchPlace) {
    super(`Batch ${batch.batchNo} of run ${batch.runId} was taken over by another worker`);
    this.name = 'StaleBatchError';
  }
}

const at = (batch: BatchPlace) =>
  and(eq(batches.organizationId, batch.organizationId), eq(batches.runId, batch.runId), eq(batches.no, batch.batchNo));

/** Takes a batch: whoever held it before can no longer write. null = it is done already. */
export async function takeBatch(db: Database, batch: BatchPlace): Promise<number | null> {
  const [row] = await db
    .update(batches)
    .set({ fence: sql`${batches.fence} + 1` })
    .where(and(at(batch), eq(batches.done, false)))
    .returning({ fence: batches.fence });
  return row?.fence ?? null;
}

export function readBatchRecords(db: Queryable, batch: BatchPlace) {
  return db
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
}

/** Writes down what steps did: entries, payloads, ledger and counts, in one transaction. */
export async function commitChanges(db: Database, batch: HeldBatch, changes: Changes) {
  await db.transaction(async (tx) => {
    await holdFence(tx, batch);
    await writeRecords(tx, batch, changes.records);
    for (const [nodeId, page] of changes.outputs) await mergePage(tx, { ...batch, nodeId, part: 'output' }, page);
    for (const [nodeId, page] of changes.exchanges) {
      const texts = new Map([...page].map(([no, exchanges]) => [no, JSON.stringify(exchanges)]));
      await mergePage(tx, { ...batch, nodeId, part: 'exchanges' }, texts);
    }
    for (const { node, ends } of changes.deliveries)
      await settleDeliveries(tx, { ...batch, nodeId: node }, batch.runId, ends);
    await countOutcomes(tx, batch, changes);
  });
}

async function holdFence(tx: Transaction, batch: HeldBatch) {
  const [row] = await tx
    .select({ fence: batches.fence, done: batches.done })
    .from(batches)
    .where(at(batch))
    .for('update');
  if (!row || row.done || row.fence !== batch.fence) throw new StaleBatchError(batch);
}

async function writeRecords(tx: Transaction, batch: BatchPlace, changed: Changes['records']) {
  const rows = changed.map(({ node, targetId, ...rest }) => ({ ...rest, node_id: node, target_id: targetId }));
  await tx.execute(sql`
    update records r set outcome = c.outcome, node_id = c.node_id, problem = nullif(c.problem, 'null'::jsonb), target_id = c.target_id, steps = c.steps, at = date_trunc('milliseconds', now())
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c(no int, outcome text, node_id text, problem jsonb, target_id text, steps jsonb)
    where r.organization_id = ${batch.organizationId} and r.run_id = ${batch.runId} and r.no = c.no`);
}

/** The batch is finished; the run too, if this was its last. */
export async function finishBatch(db: Database, batch: HeldBatch, now: Date) {
  await db.transaction(async (tx) => {
    await holdFence(tx, batch);
    await tx.update(batches).set({ done: true }).where(at(batch));
    await queueShadow(tx, batch);
    await finishIfDone(tx, batch, now, 1);
  });
}

/** Some records wait: the batch comes back at `runAt`. */
export async function postponeBatch(db: Database, batch: HeldBatch, runAt: Date) {
  await db.transaction(async (tx) => {
    await holdFence(tx, batch);
    await addJob(tx, 'batch', { organization: batch.organizationId, run: batch.runId, batch: batch.batchNo }, runAt);
  });
}
