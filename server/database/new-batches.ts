import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { SourceRecord } from '#server/connectors/connector.ts';
import type { Steps } from '#server/engine/record-outcome.ts';
import { isFinal } from '#server/engine/runner.ts';
import type { Pages } from '#server/engine/walk-batch.ts';
import type { HeldBatch } from './batches.ts';
import type { Transaction } from './database.ts';
import { type PackedPage, packPage, pagesSql, pageValueCount, pageValues } from './payloads.ts';
import { maxAttempts } from './queue.ts';
import { packPending, type RecordRow, rowValueCount, rowValues, writeRowsSql } from './record-rows.ts';
import { nothingCounted, stepCounts } from './run-counts.ts';
import { runs } from './schema.ts';
import { statement } from './statement.ts';

/** A record that enters a run with the steps it has behind it, and what left each of them. */
export type NewRecord = {
  key: string;
  title: string;
  steps: Steps;
  outputs: Record<string, string>;
  originRun?: string;
  originNo?: number;
  /** What its source says of its age. */
  version?: number | undefined;
  /** Where it was read before: a record that is tried again is no newer for it. */
  readOrder?: number | undefined;
};

/** No index takes longer ones, and one record with an absurd key must not keep the others of its page from being stored. */
const longestKey = 500;

/** A key that is too long is told apart by its digest. */
function shortKey(key: string): string {
  if (key.length <= longestKey) return key;
  return `${key.slice(0, longestKey)} ${createHash('sha256').update(key).digest('base64url')}`;
}

/** A record as it comes from a source. */
export function arrivedRecord(node: string, record: SourceRecord, now: Date): NewRecord {
  const { body, version, problem } = record;
  const key = shortKey(record.key);
  const title = record.title.slice(0, longestKey);
  const begun = { at: now.toISOString(), attempts: 1 };
  const steps: Steps = {
    [node]: problem ? { outcome: 'attention', ...begun, problem } : { outcome: 'passed', ...begun },
  };
  return { key, title, steps, outputs: { [node]: JSON.stringify(body) }, version };
}

type RunRow = Pick<typeof runs.$inferSelect, 'organizationId' | 'id' | 'flowId'>;

/** Adds up to 100 records to a run as one batch, and queues its job. */
export async function insertBatch(tx: Transaction, run: RunRow, list: NewRecord[], now: Date) {
  if (list.length === 0) return;
  const [held] = await tx
    .update(runs)
    .set(countsWith(list))
    .where(and(eq(runs.organizationId, run.organizationId), eq(runs.id, run.id)))
    .returning({ batches: runs.batches, read: runs.read });
  if (!held) throw new Error(`Run ${run.id} is gone`);
  const place = { ...run, batches: held.batches - 1, read: held.read - list.length };
  await store(tx, newBatch(place, list, { now, holder: null }).values);
}

/** What a run's row becomes when the list enters as one more batch. */
const countsWith = (list: NewRecord[]) => ({
  batches: sql`${runs.batches} + 1`,
  openBatches: sql`${runs.openBatches} + 1`,
  read: sql`${runs.read} + ${list.length}`,
  attention: sql`${runs.attention} + ${list.filter((record) => endOf(record)).length}`,
  steps: sql`add_counts(${runs.steps}, ${JSON.stringify(stepsBehind(list))}::jsonb)`,
});

const replacingAt = 9 + pageValueCount + rowValueCount;

/** A batch with its pages and rows; the parameters are those of `batchValues`. Without records there is no batch. */
export const batchSql = `
  batch as (
    insert into batches (organization_id, run_id, no, first_no, holder, pending, fence, replacing)
    select $1::uuid, $2::uuid, $3::int, $4::int, $5::text, $6::bytea, $7::int, $${replacingAt}::boolean where cardinality($10::text[]) > 0
    on conflict do nothing returning organization_id, run_id, no, read_order),
  kept as (
    insert into payloads (organization_id, run_id, batch_no, node_id, part, content)
    select batch.organization_id, batch.run_id, batch.no, page.* from batch, ${pagesSql(9)} returning 1),
  written as (${writeRowsSql('batch', 9 + pageValueCount)}),
  job as (
    select graphile_worker.add_job('batch', json_build_object('organization', organization_id, 'run', run_id, 'batch', no), max_attempts => ${maxAttempts})
    from batch where $8::boolean)`;

export const batchValueCount = replacingAt;

type At = RunRow & Pick<typeof runs.$inferSelect, 'batches' | 'read'>;

/** A batch in hand carries so many rows until it has come through; fewer are written at once, and seen at once. */
const manyRecords = 50;

/** With a `holder` that worker has the batch in hand from the beginning, and no job is queued for it. */
export function newBatch(
  run: At,
  list: NewRecord[],
  { now, holder, replacing = false }: { now: Date; holder: string | null; replacing?: boolean },
): { values: unknown[]; held: Omit<HeldBatch, 'readOrder'> } {
  const rows = list.map((record, index) => rowOf(record, run.read + index));
  const fence = holder ? 1 : 0;
  const carries = holder !== null && list.length >= manyRecords;
  const values = [
    ...[run.organizationId, run.id, run.batches, run.read, holder],
    ...[carries ? packPending({ rows, uncounted: null }) : null, fence, holder === null],
    ...pageValues(packedPages(pagesOf(list, run.read))),
    ...rowValues(run.flowId, now, carries ? [] : rows),
    replacing,
  ];
  const held = { ...heldBatch(run, rows, fence), replacing };
  return { values, held: carries ? { ...held, unwritten: new Set(held.rows.keys()) } : held };
}

const heldBatch = (run: At, rows: RecordRow[], fence: number): Omit<HeldBatch, 'readOrder'> => ({
  ...{ organizationId: run.organizationId, runId: run.id, batchNo: run.batches, flowId: run.flowId, fence },
  ...{ followed: false, replacing: false },
  rows: new Map(rows.map((row) => [row.no, row])),
  unwritten: new Set(),
  uncounted: nothingCounted(),
});

/** Writes a batch that its worker has in hand from the beginning, and gives it as that worker has it. */
export async function insertHeldBatch(
  tx: Transaction,
  run: At,
  list: NewRecord[],
  { now, holder }: { now: Date; holder: string },
): Promise<HeldBatch> {
  const { values, held } = newBatch(run, list, { now, holder });
  const [stored] = await store(tx, values);
  if (!stored) throw new Error('A batch was not stored');
  return { ...held, readOrder: stored.readOrder };
}

const store = statement<{ readOrder: number }>(
  'store-batch',
  `with ${batchSql} select read_order::float8 as "readOrder", (select count(*) from job) from batch`,
);

/** The step at which a record has ended before it entered: it could not be read again. */
export const endOf = ({ steps }: Pick<NewRecord, 'steps'>) =>
  Object.entries(steps).find(([, step]) => isFinal(step.outcome) && !step.port);

function rowOf({ key, title, steps, originRun, originNo, version, readOrder }: NewRecord, no: number): RecordRow {
  const [node, ended] = endOf({ steps }) ?? [Object.keys(steps).at(-1) ?? null, null];
  const outcome = ended ? 'attention' : 'waiting';
  return {
    no,
    key,
    title,
    outcome,
    node,
    steps,
    problem: ended?.problem ?? null,
    targetId: null,
    originRun: originRun ?? null,
    originNo: originNo ?? null,
    version: version ?? null,
    readOrder: readOrder ?? null,
  };
}

/** What left each node that the records have behind them; they are numbered from `first` on. */
export function pagesOf(list: readonly NewRecord[], first: number): Pages {
  const pages: Pages = new Map();
  for (const [index, { outputs }] of list.entries())
    for (const [node, text] of Object.entries(outputs))
      pages.set(node, (pages.get(node) ?? new Map<number, string>()).set(first + index, text));
  return pages;
}

const packedPages = (pages: Pages): PackedPage[] =>
  [...pages].map(([nodeId, page]) => ({ nodeId, part: 'output' as const, content: packPage(page) }));

/** How many records have which steps behind them. */
export const stepsBehind = (list: NewRecord[]) =>
  stepCounts(list.flatMap(({ steps }) => Object.entries(steps).map(([node, state]) => ({ node, state, began: true }))));
