import type { Problem } from '#flows/problem.ts';
import { type StepState, standOf } from './record-outcome.ts';
import { type Batch, type Changes, noChanges, type WalkRecord } from './walk-batch.ts';
import { lineTo, stepsOf } from './way.ts';

/** Ends every record that has not ended yet at the next step of its way, with the same problem for all. */
export function endRecords(batch: Batch, problem: Problem, now: Date): Changes {
  const changes = noChanges();
  for (const record of batch.records) {
    const before = changes.steps.length;
    // In flow order: where one way ends here, a later line may turn out to be the one that brings the record.
    for (const { id } of stepsOf(batch.graph)) {
      if (!isNext(batch, record, id)) continue;
      const earlier = record.steps[id];
      const attempts = (earlier?.attempts ?? 0) + 1;
      const state: StepState = { outcome: 'attention', at: now.toISOString(), attempts, problem };
      record.steps = { ...record.steps, [id]: state };
      changes.steps.push({ no: record.no, node: id, state, began: earlier === undefined });
    }
    if (changes.steps.length === before) continue;
    changes.records.push({ no: record.no, ...standOf(batch.graph, record.steps), steps: record.steps });
  }
  return changes;
}

function isNext({ graph }: Batch, { steps }: WalkRecord, node: string): boolean {
  const state = steps[node];
  return (!state || state.outcome === 'waiting') && lineTo(graph, steps, node) !== null;
}
