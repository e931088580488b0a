import { and, eq, sql } from 'drizzle-orm';
import type { SourceRecord } from '#server/connectors/connector.ts';
import type { Steps } from '#server/engine/record-outcome.ts';
import { isFinal } from '#server/engine/runner.ts';
import type { Transaction } from './database.ts';
import { type PackedPage, packedRows, packPage } from './payloads.ts';
import { addJob } from './queue.ts';
import { stepCounts } from './run-counts.ts';
import { runs } from './schema.ts';

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

/** A source whose records replace each other, by its step. */
export type Replacing = { node: string } | null;

/** A record as it comes from a source. */
export function arrivedRecord(node: string, record: SourceRecord, now: Date): NewRecord {
  const { key, title, body, version } = record;
  const steps = { [node]: { outcome: 'passed' as const, at: now.toISOString(), attempts: 1 } };
  return { key, title, steps, outputs: { [node]: JSON.stringify(body) }, version };
}

type RunRow = Pick<typeof runs.$inferSelect, 'organizationId' | 'id' | 'flowId' | 'heldBy'>;

/** Adds up to 100 records to a run as one batch; its job is queued unless a worker holds the run. */
export async function insertBatch(tx: Transaction, run: RunRow, list: NewRecord[], now: Date) {
  if (list.length === 0) return;
  const [held] = await tx
    .update(runs)
    .set(countsWith(list))
    .where(and(eq(runs.organizationId, run.organizationId), eq(runs.id, run.id)))
    .returning({ batches: runs.batches, read: runs.read });
  if (!held) throw new Error(`Run ${run.id} is gone`);
  await storeBatch(tx, { ...run, batches: held.batches - 1, read: held.read - list.length }, list, { now });
}

/** What a run's row becomes when the list enters as one more batch. */
export const countsWith = (list: NewRecord[]) => ({
  batches: sql`${runs.batches} + 1`,
  openBatches: sql`${runs.openBatches} + 1`,
  read: sql`${runs.read} + ${list.length}`,
  attention: sql`${runs.attention} + ${list.filter((record) => endOf(record)).length}`,
  steps: sql`add_counts(${runs.steps}, ${JSON.stringify(stepsBehind(list))}::jsonb)`,
});

/** Writes a batch at the place that the run's counts name, all rows by one statement; false when somebody else has. */
export async function storeBatch(
  tx: Transaction,
  run: RunRow & Pick<typeof runs.$inferSelect, 'batches' | 'read'>,
  list: NewRecord[],
  { now, replacing = null }: { now: Date; replacing?: Replacing },
): Promise<boolean> {
  const pages = await pagesOf(list, run.read);
  const at = sql`${run.organizationId}::uuid, ${run.id}::uuid`;
  const rows = JSON.stringify(list.map((record, index) => rowOf(record, run.read + index)));
  const { rowCount } = await tx.execute(sql`
    with batch as (
      insert into batches (organization_id, run_id, no, first_no, replacing)
      values (${at}, ${run.batches}, ${run.read}, ${replacing !== null})
      on conflict do nothing returning no, read_order),${replacing ? markNewest(run, replacing.node, list) : sql``}
    kept as (
      insert into payloads (organization_id, run_id, batch_no, node_id, part, content)
      select ${at}, batch.no, page.* from batch, ${packedRows(pages)})
    insert into records (organization_id, run_id, no, batch_no, flow_id, key, title, outcome, node_id, steps, problem, origin_run, origin_no, at, version, read_order)
    select ${at}, it.no, batch.no, ${run.flowId}::uuid, it.key, it.title, it.outcome, it.node, it.steps,
      nullif(it.problem, 'null'::jsonb), it.origin_run, it.origin_no, ${now.toISOString()}::timestamptz,
      it.version, it.read_order
    from batch, jsonb_to_recordset(${rows}::jsonb)
      as it(no int, key text, title text, outcome text, node text, steps jsonb, problem jsonb, origin_run uuid, origin_no int,
        version bigint, read_order bigint)`);
  if (rowCount !== list.length) return false;
  if (run.heldBy === null)
    await addJob(tx, 'batch', { organization: run.organizationId, run: run.id, batch: run.batches });
  return true;
}

/** Remembers which batch gave each key last. */
const markNewest = (run: RunRow, node: string, list: NewRecord[]) => sql`
    newest as (
      update seen set read_order = batch.read_order from batch
      where organization_id = ${run.organizationId} and flow_id = ${run.flowId} and node_id = ${node}
        and key = any(${sql.param(list.map(({ key }) => key))}::text[])),`;

/** The step at which a record has ended before it entered: it could not be read again. */
const endOf = ({ steps }: Pick<NewRecord, 'steps'>) => Object.entries(steps).find(([, step]) => isFinal(step.outcome));

function rowOf({ key, title, steps, originRun, originNo, version, readOrder }: NewRecord, no: number) {
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
    origin_run: originRun,
    origin_no: originNo,
    version,
    read_order: readOrder,
  };
}

function pagesOf(list: NewRecord[], first: number): Promise<PackedPage[]> {
  const pages = new Map<string, Map<number, string>>();
  for (const [index, { outputs }] of list.entries()) {
    for (const [node, text] of Object.entries(outputs))
      pages.set(node, (pages.get(node) ?? new Map()).set(first + index, text));
  }
  return Promise.all(
    [...pages].map(async ([nodeId, page]) => ({ nodeId, part: 'output' as const, content: await packPage(page) })),
  );
}

const stepsBehind = (list: NewRecord[]) =>
  stepCounts(list.flatMap(({ steps }) => Object.entries(steps).map(([node, state]) => ({ node, state }))));
