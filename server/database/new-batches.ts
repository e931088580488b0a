import { and, eq, sql } from 'drizzle-orm';
import type { SourceRecord } from '#server/connectors/connector.ts';
import type { Steps } from '#server/engine/record-outcome.ts';
import { isFinal } from '#server/engine/runner.ts';
import type { Transaction } from './database.ts';
import { mergePage } from './payloads.ts';
import { addJob } from './queue.ts';
import { counterOf, noCounts } from './run-counts.ts';
import { batches, records, runs } from './schema.ts';

/** A record that enters a run with the steps it has behind it, and what left each of them. */
export type NewRecord = {
  key: string;
  title: string;
  steps: Steps;
  outputs: Record<string, string>;
  originRun?: string;
  originNo?: number;
};

/** A record as it comes from a source. */
export function arrivedRecord(node: string, record: SourceRecord, now: Date): NewRecord {
  const { key, title, body } = record;
  const steps = { [node]: { outcome: 'passed' as const, at: now.toISOString(), attempts: 1 } };
  return { key, title, steps, outputs: { [node]: JSON.stringify(body) } };
}

/** With `queued` false the caller works the batch off itself. */
type RunRow = Pick<typeof runs.$inferSelect, 'organizationId' | 'id' | 'flowId'> & { queued?: boolean };

/** Adds up to 100 records to a run as one batch; its job is queued unless the caller does it. */
export async function insertBatch(tx: Transaction, run: RunRow, list: NewRecord[], now: Date) {
  if (list.length === 0) return;
  const at = and(eq(runs.organizationId, run.organizationId), eq(runs.id, run.id));
  const [held] = await tx
    .select({ batches: runs.batches, read: runs.read, steps: runs.steps })
    .from(runs)
    .where(at)
    .for('update');
  if (!held) throw new Error(`Run ${run.id} is gone`);
  const batch = { organizationId: run.organizationId, runId: run.id, batchNo: held.batches };
  await tx.insert(batches).values({ organizationId: run.organizationId, runId: run.id, no: batch.batchNo });
  await tx
    .insert(records)
    .values(
      list.map((record, index) => rowOf(record, { ...batch, flowId: run.flowId, no: held.read + index, at: now })),
    );
  for (const [nodeId, page] of pagesOf(list, held.read))
    await mergePage(tx, { ...batch, nodeId, part: 'output' }, page);
  await tx
    .update(runs)
    .set({
      batches: held.batches + 1,
      openBatches: sql`${runs.openBatches} + 1`,
      read: held.read + list.length,
      attention: sql`${runs.attention} + ${list.filter((record) => endOf(record)).length}`,
      steps: addSteps(held.steps, list),
    })
    .where(at);
  if (run.queued !== false)
    await addJob(tx, 'batch', { organization: run.organizationId, run: run.id, batch: batch.batchNo });
}

/** The step at which a record has ended before it entered: it could not be read again. */
const endOf = (record: NewRecord) => Object.entries(record.steps).find(([, step]) => isFinal(step.outcome));

function rowOf(
  { outputs: _, steps, ...record }: NewRecord,
  place: Pick<typeof records.$inferInsert, 'organizationId' | 'runId' | 'batchNo' | 'flowId' | 'no' | 'at'>,
) {
  const [node, ended] = endOf({ outputs: {}, steps, ...record }) ?? [Object.keys(steps).at(-1) ?? null, null];
  return {
    ...place,
    ...record,
    steps,
    nodeId: node,
    outcome: ended ? ('attention' as const) : ('waiting' as const),
    problem: ended?.problem ?? null,
  };
}

function pagesOf(list: NewRecord[], first: number): Map<string, Map<number, string>> {
  const pages = new Map<string, Map<number, string>>();
  for (const [index, { outputs }] of list.entries()) {
    for (const [node, text] of Object.entries(outputs))
      pages.set(node, (pages.get(node) ?? new Map()).set(first + index, text));
  }
  return pages;
}

function addSteps(before: (typeof runs.$inferSelect)['steps'], list: NewRecord[]) {
  const steps = { ...before };
  for (const record of list) {
    for (const [node, { outcome }] of Object.entries(record.steps)) {
      if (outcome === 'waiting') continue;
      const counts = { ...noCounts(), ...steps[node] };
      counts[counterOf[outcome]] += 1;
      steps[node] = counts;
    }
  }
  return steps;
}
