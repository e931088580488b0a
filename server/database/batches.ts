import { and, asc, eq, sql } from 'drizzle-orm';
import type { Arrival } from '#server/connectors/connector.ts';
import type { Changes, CommitStage } from '#server/engine/walk-batch.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { settleDeliveries } from './deliveries.ts';
import { keepArrivals } from './inboxes.ts';
import { type PackedPage, type PayloadPage, packedRows, packPage, withEarlier } from './payloads.ts';
import { addJob } from './queue.ts';
import { countOutcomes } from './run-counts.ts';
import { finishIfDone } from './runs.ts';
import { batches, records } from './schema.ts';
import { queueShadow } from './shadows.ts';

export type BatchPlace = { organizationId: string; runId: string; batchNo: number };
/** A batch as one worker holds it: the fence it raised when it took the batch. */
export type HeldBatch = BatchPlace & {
  flowId: string;
  fence: number;
  /** Its place in the order in which the flow's batches were read. */
  readOrder: number;
  /** Its source's records replace each other. */
  replacing: boolean;
  /** Whether other flows are started by what this one sends. */
  followed: boolean;
  /** Records whose rows are still to be written: their steps up to a sending that is not over yet. */
  pending: Changes['records'];
};

/** Somebody else took the batch meanwhile; nothing may be written any more. */
export class StaleBatchError extends Error {
  constructor(batch: BatchPlace) {
    super(`Batch ${batch.batchNo} of run ${batch.runId} was taken over by another worker`);
    this.name = 'StaleBatchError';
  }
}

const at = (batch: BatchPlace) =>
  and(eq(batches.organizationId, batch.organizationId), eq(batches.runId, batch.runId), eq(batches.no, batch.batchNo));

/** Whether other flows read what this one sends. */
const isFollowed = ({ organizationId, flowId }: BatchPlace & { flowId: string }) =>
  sql<boolean>`exists (select 1 from inboxes where organization_id = ${organizationId} and id = ${flowId})`;

/**
 * Takes a batch: whoever held it before can no longer write. A batch in the hands of another living worker is `held`;
 * its jobs can be two, after a hold or a stop.
 */
export async function takeBatch(
  db: Database,
  batch: BatchPlace & { flowId: string },
  worker: string,
): Promise<Pick<HeldBatch, 'fence' | 'pending' | 'followed' | 'readOrder' | 'replacing'> | 'done' | 'held'> {
  const [row] = await db
    .update(batches)
    .set({ fence: sql`${batches.fence} + 1`, holder: worker })
    .where(
      and(
        at(batch),
        eq(batches.done, false),
        sql`(${batches.holder} is null or ${batches.holder} = ${worker} or ${batches.holder} not in (select id from workers))`,
      ),
    )
    .returning({
      ...{ fence: batches.fence, pending: batches.pending, followed: isFollowed(batch) },
      ...{ readOrder: batches.readOrder, replacing: batches.replacing },
    });
  if (row) return row;
  const [left] = await db.select({ done: batches.done }).from(batches).where(at(batch));
  return left && !left.done ? 'held' : 'done';
}

/** The batch goes on later, or elsewhere. */
export const releaseBatch = (db: Database, batch: HeldBatch) =>
  db
    .update(batches)
    .set({ holder: null })
    .where(and(at(batch), eq(batches.fence, batch.fence)));

/** Most records of one batch; they stand side by side in their run. */
const mostRecords = 100;

export async function readBatchRecords(db: Queryable, batch: HeldBatch) {
  const first = sql`(select ${batches.firstNo} from ${batches} where ${at(batch)})`;
  const rows = await db
    .select({
      ...{ no: records.no, key: records.key, steps: records.steps },
      ...{ version: records.version, readOrder: records.readOrder },
    })
    .from(records)
    .where(
      and(
        eq(records.organizationId, batch.organizationId),
        eq(records.runId, batch.runId),
        eq(records.batchNo, batch.batchNo),
        sql`${records.no} >= ${first} and ${records.no} < ${first} + ${mostRecords}`,
      ),
    )
    .orderBy(asc(records.no));
  const pending = new Map(batch.pending.map(({ no, steps }) => [no, steps]));
  return rows.map((row) => ({
    ...row,
    readOrder: row.readOrder ?? batch.readOrder,
    steps: pending.get(row.no) ?? row.steps,
  }));
}

/**
 * Writes down what steps did: entries, payloads, ledger and counts, in one transaction. At `closing` the batch is
 * finished by the same transaction, and the run too, if this was its last.
 */
export async function commitChanges(
  db: Database,
  batch: HeldBatch,
  changes: Changes & { arrivals: Arrival[] },
  stage: CommitStage,
  now: Date,
) {
  const latest = new Map([...batch.pending, ...changes.records].map((record) => [record.no, record]));
  const pending = stage === 'before-sending' ? [...latest.values()] : [];
  await db.transaction(async (tx) => {
    await holdFence(tx, batch, { done: stage === 'closing', pending });
    if (stage !== 'before-sending') await writeRecords(tx, batch, [...latest.values()]);
    await writePages(tx, batch, await packChanges(tx, batch, changes));
    for (const { node, ends } of changes.deliveries)
      await settleDeliveries(tx, { ...batch, nodeId: node }, batch.runId, ends);
    const inbox = { organizationId: batch.organizationId, id: batch.flowId };
    await keepArrivals(tx, inbox, changes.arrivals, now);
    if (stage === 'closing') await queueShadow(tx, batch);
    await countOutcomes(tx, batch, changes, stage === 'closing' ? now : null);
  });
  batch.pending = pending;
}

/** Only the newest holder of a batch may write, and only while it is open. */
async function holdFence(tx: Transaction, batch: HeldBatch, becomes: { done: boolean; pending: Changes['records'] }) {
  const [row] = await tx
    .update(batches)
    .set(becomes)
    .where(and(at(batch), eq(batches.fence, batch.fence), eq(batches.done, false)))
    .returning({ no: batches.no });
  if (!row) throw new StaleBatchError(batch);
}

async function writeRecords(tx: Transaction, batch: BatchPlace, changed: Changes['records']) {
  if (changed.length === 0) return;
  // The planner cannot see into JSON: without the range it may look at every record of the run.
  const numbers = changed.map(({ no }) => no);
  const rows = changed.map(({ node, targetId, ...rest }) => ({ ...rest, node_id: node, target_id: targetId }));
  await tx.execute(sql`
    update records r set outcome = c.outcome, node_id = c.node_id, problem = nullif(c.problem, 'null'::jsonb), target_id = c.target_id, steps = c.steps,
      at = case when c.outcome = 'waiting' then r.at else date_trunc('milliseconds', now()) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c(no int, outcome text, node_id text, problem jsonb, target_id text, steps jsonb)
    where r.organization_id = ${batch.organizationId} and r.run_id = ${batch.runId} and r.no = c.no
      and r.no between ${Math.min(...numbers)} and ${Math.max(...numbers)}`);
}

/** The pages of these changes; only a batch that somebody held before can have earlier ones beneath them. */
async function packChanges(tx: Transaction, batch: HeldBatch, changes: Changes): Promise<PackedPage[]> {
  const pages: { nodeId: string; part: PackedPage['part']; page: PayloadPage }[] = [];
  for (const [nodeId, page] of changes.outputs) pages.push({ nodeId, part: 'output', page });
  for (const [nodeId, page] of changes.before) pages.push({ nodeId, part: 'before', page });
  for (const [nodeId, page] of changes.exchanges) pages.push({ nodeId, part: 'exchanges', page: textsOf(page) });
  return Promise.all(
    pages.map(async ({ nodeId, part, page }) => {
      const { organizationId, runId, batchNo } = batch;
      const isFirst = batch.fence === 1;
      const whole = isFirst ? page : await withEarlier(tx, { organizationId, runId, batchNo, nodeId, part }, page);
      return { nodeId, part, content: await packPage(whole) };
    }),
  );
}

const textsOf = (page: Map<number, unknown>): PayloadPage =>
  new Map([...page].map(([no, exchanges]) => [no, JSON.stringify(exchanges)]));

async function writePages(tx: Transaction, batch: BatchPlace, pages: PackedPage[]) {
  if (pages.length === 0) return;
  await tx.execute(sql`
    insert into payloads (organization_id, run_id, batch_no, node_id, part, content)
    select ${batch.organizationId}::uuid, ${batch.runId}::uuid, ${batch.batchNo}::int, page.* from ${packedRows(pages)}
    on conflict (organization_id, run_id, batch_no, node_id, part) do update set content = excluded.content`);
}

/** The batch is finished; the run too, if this was its last. */
export async function finishBatch(db: Database, batch: HeldBatch, now: Date) {
  await db.transaction(async (tx) => {
    await holdFence(tx, batch, { done: true, pending: [] });
    await writeRecords(tx, batch, batch.pending);
    await queueShadow(tx, batch);
    await finishIfDone(tx, batch, now, 1);
  });
}

/** Some records wait: the batch comes back at `runAt`. */
export async function postponeBatch(db: Database, batch: HeldBatch, runAt: Date) {
  await db.transaction(async (tx) => {
    await holdFence(tx, batch, { done: false, pending: batch.pending });
    await tx.update(batches).set({ holder: null }).where(at(batch));
    await addJob(tx, 'batch', { organization: batch.organizationId, run: batch.runId, batch: batch.batchNo }, runAt);
  });
}
