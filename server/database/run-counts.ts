import { and, eq, sql } from 'drizzle-orm';
import { isFinal } from '#server/engine/runner.ts';
import type { Changes } from '#server/engine/walk-batch.ts';
import type { BatchPlace } from './batches.ts';
import type { Transaction } from './database.ts';
import { type NodeCounts, runs } from './schema.ts';

export const noCounts = (): NodeCounts => ({ passed: 0, sent: 0, alreadyThere: 0, leftOut: 0, attention: 0 });

/** The counter of each outcome; what waits is counted by nobody, it is what is left. In a try-out `sent` counts what would be. */
export const counterOf = {
  passed: 'passed',
  sent: 'sent',
  'would-send': 'sent',
  'already-there': 'alreadyThere',
  'left-out': 'leftOut',
  attention: 'attention',
} as const;

/** Adds what a batch's records did to the run's counts, so that no list is ever counted row by row. */
export async function countOutcomes(tx: Transaction, batch: BatchPlace, changes: Changes) {
  const [run] = await tx
    .select({ steps: runs.steps })
    .from(runs)
    .where(and(eq(runs.organizationId, batch.organizationId), eq(runs.id, batch.runId)))
    .for('update');
  if (!run) throw new Error(`Run ${batch.runId} is gone`);
  const steps = { ...run.steps };
  for (const { node, state } of changes.steps) {
    if (state.outcome === 'waiting') continue;
    const counts = { ...noCounts(), ...steps[node] };
    counts[counterOf[state.outcome]] += 1;
    steps[node] = counts;
  }
  const ended = noCounts();
  for (const { outcome } of changes.records) if (isFinal(outcome)) ended[counterOf[outcome]] += 1;
  await tx
    .update(runs)
    .set({
      steps,
      sent: sql`${runs.sent} + ${ended.sent}`,
      alreadyThere: sql`${runs.alreadyThere} + ${ended.alreadyThere}`,
      leftOut: sql`${runs.leftOut} + ${ended.leftOut}`,
      attention: sql`${runs.attention} + ${ended.attention}`,
    })
    .where(and(eq(runs.organizationId, batch.organizationId), eq(runs.id, batch.runId)));
}
