import { inFlowOrder } from '#flows/check-flow.ts';
import type { Problem } from '#flows/problem.ts';
import { outcomeOf, type StepState } from './record-outcome.ts';
import { type Batch, type Changes, noChanges } from './walk-batch.ts';

/** Ends every record that has not ended yet at the next step of its way, with the same problem for all. */
export function endRecords(batch: Batch, problem: Problem, now: Date): Changes {
  const changes = noChanges();
  for (const record of batch.records) {
    const nexts = inFlowOrder(batch.graph).filter((node) => isNext(batch, record.steps, node.id));
    if (nexts.length === 0) continue;
    const state = (attempts: number): StepState => ({ outcome: 'attention', at: now.toISOString(), attempts, problem });
    for (const node of nexts) {
      const ended = state((record.steps[node.id]?.attempts ?? 0) + 1);
      record.steps = { ...record.steps, [node.id]: ended };
      changes.steps.push({ no: record.no, node: node.id, state: ended });
    }
    const at = nexts[0]?.id ?? '';
    changes.records.push({
      no: record.no,
      outcome: outcomeOf(batch.graph, record.steps),
      node: at,
      problem,
      targetId: null,
      steps: record.steps,
    });
  }
  return changes;
}

function isNext({ graph }: Batch, steps: Record<string, StepState>, node: string): boolean {
  const before = graph.edges.find((edge) => edge.to === node)?.from;
  const state = steps[node];
  return before !== undefined && steps[before]?.outcome === 'passed' && (!state || state.outcome === 'waiting');
}
