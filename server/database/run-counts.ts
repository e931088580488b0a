import { and, eq, sql } from 'drizzle-orm';
import { isFinal } from '#server/engine/runner.ts';
import type { Changes } from '#server/engine/walk-batch.ts';
import type { BatchPlace } from './batches.ts';
import type { Transaction } from './database.ts';
import { afterClosing, announce } from './runs.ts';
import { type NodeCounts, runs } from './schema.ts';

export const noCounts = (): Required<NodeCounts> => ({
  passed: 0,
  sent: 0,
  alreadyThere: 0,
  leftOut: 0,
  attention: 0,
  otherWay: 0,
  began: 0,
});

/** The counter of each outcome; what waits is counted by nobody, it is what is left. In a try-out `sent` counts what would be. */
const counterOf = {
  passed: 'passed',
  sent: 'sent',
  'would-send': 'sent',
  'already-there': 'alreadyThere',
  'left-out': 'leftOut',
  attention: 'attention',
} as const;

type Ended = Pick<Changes['steps'][number], 'node' | 'began'> & {
  state: Pick<Changes['steps'][number]['state'], 'outcome' | 'port'>;
};

/** How many records left each node with which outcome. */
export function stepCounts(steps: Iterable<Ended>): Record<string, Required<NodeCounts>> {
  const counts: Record<string, Required<NodeCounts>> = {};
  for (const { node, state, began } of steps) {
    const one = counts[node] ?? noCounts();
    counts[node] = one;
    if (began) one.began += 1;
    if (state.outcome !== 'waiting') one[state.port ? 'otherWay' : counterOf[state.outcome]] += 1;
  }
  return counts;
}

/**
 * Adds what a batch's records did to the run's counts, so that no list is ever counted row by row. All batches of a run
 * meet at its row: this comes last in a transaction, as one statement.
 */
export async function countOutcomes(tx: Transaction, batch: BatchPlace, changes: Changes, closing: Date | null) {
  const ended = noCounts();
  for (const { outcome } of changes.records) if (isFinal(outcome)) ended[counterOf[outcome]] += 1;
  const [run] = await tx
    .update(runs)
    .set({
      steps: sql`add_counts(${runs.steps}, ${JSON.stringify(stepCounts(changes.steps))}::jsonb)`,
      sent: sql`${runs.sent} + ${ended.sent}`,
      alreadyThere: sql`${runs.alreadyThere} + ${ended.alreadyThere}`,
      leftOut: sql`${runs.leftOut} + ${ended.leftOut}`,
      attention: sql`${runs.attention} + ${ended.attention}`,
      openBatches: sql`${runs.openBatches} - ${closing ? 1 : 0}`,
    })
    .where(and(eq(runs.organizationId, batch.organizationId), eq(runs.id, batch.runId)))
    .returning();
  if (!run) throw new Error(`Run ${batch.runId} is gone`);
  if (!closing) return;
  await afterClosing(tx, run, closing);
  await announce(tx, batch);
}
