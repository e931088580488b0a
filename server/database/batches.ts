import { and, asc, eq, sql } from 'drizzle-orm';
import type { Arrival } from '#server/connectors/connector.ts';
import type { DeliveryClaim } from '#server/engine/delivery.ts';
import { type Changes, type CommitStage, noChanges } from '#server/engine/walk-batch.ts';
import { lowWater } from './ahead.ts';
import { keepArrivals } from './arrivals.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { claimFreshSql, claimFreshValues, settleSql, settleValueCount, settleValues } from './deliveries.ts';
import { isFollowed } from './inboxes.ts';
import {
  type PackedPage,
  type PayloadPage,
  packPage,
  pagesSql,
  pageValueCount,
  pageValues,
  withEarlier,
} from './payloads.ts';
import { addJob, maxAttempts, type TaskName } from './queue.ts';
import {
  packPending,
  type RecordRow,
  rowValueCount,
  rowValues,
  type Uncounted,
  unpackPending,
  writeRowsSql,
} from './record-rows.ts';
import { countIn, nothingCounted } from './run-counts.ts';
import { pausedCode } from './runs.ts';
import { batches, records } from './schema.ts';
import { statement } from './statement.ts';

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
  /** Where its records stand, by number. */
  rows: Map<number, RecordRow>;
  /** Records whose rows are still to be written. */
  unwritten: Set<number>;
  uncounted: Uncounted;
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

/**
 * Takes a batch: whoever held it before can no longer write. A batch in the hands of another living worker is `held`;
 * its jobs can be two, after a hold or a stop.
 */
export async function takeBatch(
  db: Database,
  batch: BatchPlace & { flowId: string },
  worker: string,
): Promise<Taken | 'done' | 'held'> {
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
      ...{ fence: batches.fence, pending: batches.pending, followed: isFollowed(batch.organizationId, batch.flowId) },
      ...{ readOrder: batches.readOrder, replacing: batches.replacing },
    });
  if (row) return row;
  const [left] = await db.select({ done: batches.done }).from(batches).where(at(batch));
  return left && !left.done ? 'held' : 'done';
}

type Taken = Pick<HeldBatch, 'fence' | 'followed' | 'readOrder' | 'replacing'> & { pending: Buffer | null };

/** A batch that was taken, with its records: as their rows say, or as it carries them itself. */
export async function loadHeld(
  db: Queryable,
  batch: BatchPlace & { flowId: string },
  taken: Taken,
): Promise<HeldBatch> {
  const written = await readBatchRows(db, batch);
  const { rows, uncounted } = unpackPending(taken.pending);
  const all = new Map([...written, ...rows].map((row) => [row.no, row]));
  const unwritten = new Set(rows.map(({ no }) => no));
  return {
    ...batch,
    ...{ fence: taken.fence, followed: taken.followed, readOrder: taken.readOrder, replacing: taken.replacing },
    rows: all,
    unwritten,
    uncounted: uncounted ?? nothingCounted(),
  };
}

/** The batch goes on later, or elsewhere. */
export const releaseBatch = (db: Database, batch: HeldBatch) =>
  db
    .update(batches)
    .set({ holder: null })
    .where(and(at(batch), eq(batches.fence, batch.fence)));

/** Most records of one batch; they stand side by side in their run. */
const mostRecords = 100;

async function readBatchRows(db: Queryable, batch: BatchPlace): Promise<RecordRow[]> {
  const first = sql`(select ${batches.firstNo} from ${batches} where ${at(batch)})`;
  return db
    .select({
      no: records.no,
      key: records.key,
      title: records.title,
      steps: records.steps,
      outcome: records.outcome,
      node: records.nodeId,
      problem: records.problem,
      targetId: records.targetId,
      originRun: records.originRun,
      originNo: records.originNo,
      version: records.version,
      readOrder: records.readOrder,
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
}

/** Takes over what steps made of the records. */
function remember(batch: HeldBatch, changes: Changes) {
  for (const { no, outcome, node, problem, targetId, steps } of changes.records) {
    const row = batch.rows.get(no);
    if (!row) throw new Error(`Batch ${batch.batchNo} has no record ${no}`);
    batch.rows.set(no, { ...row, outcome, node, problem, targetId, steps });
    batch.unwritten.add(no);
  }
  countIn(batch.uncounted, changes);
}

const unwrittenRows = ({ rows, unwritten }: HeldBatch): RecordRow[] =>
  [...unwritten].flatMap((no) => rows.get(no) ?? []).sort((a, b) => a.no - b.no);

const claimFirst = `
  with held as (
    update batches set pending = $5 where organization_id = $1::uuid and run_id = $2::uuid and no = $3::int and fence = $4::int and not done
    returning organization_id, run_id, no),
  kept as (
    insert into payloads (organization_id, run_id, batch_no, node_id, part, content)
    select held.*, page.* from held, ${pagesSql(6)}
    on conflict (organization_id, run_id, batch_no, node_id, part) do update set content = excluded.content),
  claimed as (
    ${claimFreshSql('held', 6 + pageValueCount)})
  select array(select no from held) as held, array(select key from claimed) as keys`;
const claim = statement<{ held: number[]; keys: string[] }>('claim', claimFirst);

/**
 * Right before a sending: writes down what the steps before it made, and claims its records in the ledger, in one
 * transaction. Gives the keys that the ledger did not know.
 */
export async function commitAndClaim(
  db: Database,
  batch: HeldBatch,
  changes: Changes,
  claiming: { nodeId: string; now: Date; claims: DeliveryClaim[] },
): Promise<Set<string>> {
  const pages = await packChanges(db, batch, changes);
  remember(batch, changes);
  const pending = packPending({ rows: unwrittenRows(batch), uncounted: batch.uncounted });
  const { organizationId, runId, batchNo, fence } = batch;
  const [row] = await claim(db, [
    ...[organizationId, runId, batchNo, fence, pending],
    ...pageValues(pages),
    ...claimFreshValues({ ...batch, nodeId: claiming.nodeId }, { id: runId, now: claiming.now }, claiming.claims),
  ]);
  if (!row || row.held.length === 0) throw new StaleBatchError(batch);
  return new Set(row.keys);
}

const settleAt = 6 + pageValueCount + rowValueCount;
const countAt = settleAt + settleValueCount;
const queue = (task: TaskName, payload: string) =>
  `graphile_worker.add_job('${task}', json_build_object(${payload}), max_attempts => ${maxAttempts})`;

/**
 * The run's row comes last, because all batches of a run meet there, and in the statement that commits: nothing of this
 * program's own pace may stand between its lock and its release. With its last batch the run ends; a reading that was as
 * far ahead as it may be goes on when there is room.
 */
const writeDown = statement<{ no: number }>(
  'write-down',
  `
  with held as (
    update batches set pending = null, done = $5 where organization_id = $1::uuid and run_id = $2::uuid and no = $3::int and fence = $4::int and not done
    returning organization_id, run_id, no),
  kept as (
    insert into payloads (organization_id, run_id, batch_no, node_id, part, content)
    select held.*, page.* from held, ${pagesSql(6)}
    on conflict (organization_id, run_id, batch_no, node_id, part) do update set content = excluded.content returning 1),
  written as (${writeRowsSql('held', 6 + pageValueCount)}),
  settled as (${settleSql('held', settleAt)}),
  shadow as (
    update shadows s set waiting = s.waiting + 1 from held, runs u
    where $5::boolean and s.organization_id = $1::uuid and s.flow_id = $${settleAt}::uuid and s.ended_at is null
      and u.organization_id = $1::uuid and u.id = $2::uuid and u.mode = 'live' and u.trigger <> 'replay'
    returning ${queue('shadow', `'organization', $1::text, 'run', $2::text, 'batch', held.no, 'shadow', s.id`)}),
  run as (
    update runs r set steps = add_counts(r.steps, $${countAt}::jsonb), sent = r.sent + $${countAt + 1}::int,
      already_there = r.already_there + $${countAt + 2}::int, left_out = r.left_out + $${countAt + 3}::int,
      attention = r.attention + $${countAt + 4}::int, open_batches = r.open_batches - $5::boolean::int,
      reading = case when $5 and r.reading ? 'parked' and r.open_batches - 1 <= ${lowWater}
        then r.reading - 'parked' || jsonb_build_object('woken', $3::int) else r.reading end,
      ended_at = case when $5 and r.reading is null and r.open_batches = 1 and r.ended_at is null then $${countAt + 5}::timestamptz else r.ended_at end,
      status = case when $5 and r.reading is null and r.open_batches = 1 and r.ended_at is null then
        case when r.stop_requested then 'stopped' when r.status = 'failed' and r.problem is not null then 'failed'
          when r.attention + $${countAt + 4}::int > 0 then 'attention' else 'done' end
        else r.status end,
      problem = case when $5 and r.reading is null and r.open_batches = 1 and r.ended_at is null and r.problem ->> 'code' = '${pausedCode}'
        then null else r.problem end
    from held, (select count(*) from kept) k, (select count(*) from written) w, (select count(*) from settled) s, (select count(*) from shadow) h
    where r.organization_id = held.organization_id and r.id = held.run_id
    returning $5 and r.reading ->> 'woken' = $3::text as wakes)
  select held.no, pg_notify('koppel_runs', $1::text || ' ' || $2::text),
    case when run.wakes then (${queue('read', `'organization', $1::text, 'run', $2::text`)}).id end
  from held, run`,
);

/**
 * Writes down what steps did: records, payloads, ledger and counts, in one transaction. At `closing` the batch is
 * finished by the same transaction, and the run too, if this was its last.
 */
export async function commitChanges(
  db: Database,
  batch: HeldBatch,
  changes: Changes & { arrivals: Arrival[] },
  stage: CommitStage,
  now: Date,
) {
  const pages = await packChanges(db, batch, changes);
  remember(batch, changes);
  const { organizationId, runId, batchNo, fence, flowId } = batch;
  const { steps, ended } = batch.uncounted;
  const values = [
    ...[organizationId, runId, batchNo, fence, stage === 'closing'],
    ...pageValues(pages),
    ...rowValues(flowId, now, unwrittenRows(batch)),
    ...settleValues(batch, changes.deliveries),
    ...[JSON.stringify(steps), ended.sent, ended.alreadyThere, ended.leftOut, ended.attention, now.toISOString()],
  ];
  const write = async (tx: Queryable) => {
    const [held] = await writeDown(tx, values);
    if (!held) throw new StaleBatchError(batch);
  };
  if (changes.arrivals.length === 0) await write(db);
  else
    await db.transaction(async (tx) => {
      await keepArrivals(tx, { organizationId, id: flowId }, changes.arrivals, now);
      await write(tx);
    });
  batch.unwritten.clear();
  batch.uncounted = nothingCounted();
}

/** Only the newest holder of a batch may write, and only while it is open. */
async function holdFence(tx: Transaction, batch: HeldBatch, done: boolean) {
  const [row] = await tx
    .update(batches)
    .set({ done })
    .where(and(at(batch), eq(batches.fence, batch.fence), eq(batches.done, false)))
    .returning({ no: batches.no });
  if (!row) throw new StaleBatchError(batch);
}

/** The pages of these changes; only a batch that somebody held before can have earlier ones beneath them. */
async function packChanges(tx: Queryable, batch: HeldBatch, changes: Changes): Promise<PackedPage[]> {
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

/** Nothing is left to do, and something may still be to be written down. */
export const finishBatch = (db: Database, batch: HeldBatch, now: Date) =>
  commitChanges(db, batch, { ...noChanges(), arrivals: [] }, 'closing', now);

/** Some records wait: the batch comes back at `runAt`, and people see its records meanwhile. */
export async function postponeBatch(db: Database, batch: HeldBatch, runAt: Date) {
  if (batch.unwritten.size > 0) await commitChanges(db, batch, { ...noChanges(), arrivals: [] }, 'going-on', runAt);
  await db.transaction(async (tx) => {
    await holdFence(tx, batch, false);
    await tx.update(batches).set({ holder: null }).where(at(batch));
    await addJob(tx, 'batch', { organization: batch.organizationId, run: batch.runId, batch: batch.batchNo }, runAt);
  });
}
