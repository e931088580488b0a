import type { Outcome, StepOutcome } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';

/** What became of a record at one node: its entry without the payloads. */
export type StepState = {
  outcome: StepOutcome;
  at: string;
  attempts: number;
  problem?: Problem;
  targetId?: string;
  made?: 'created' | 'updated';
};
/** A record's steps so far, by node: this is where it stands. */
export type Steps = Record<string, StepState>;

/** On more than one path the worst end counts, because a person must see it; an unfinished path is no end at all. */
const worstFirst: readonly StepOutcome[] = ['waiting', 'attention', 'sent', 'would-send', 'already-there', 'left-out'];

/** Where a record ended over all paths of the graph; `waiting` while any path is unfinished. */
export function outcomeOf(graph: Graph, steps: Steps): Outcome {
  const ends = new Set<StepOutcome>();
  for (const [node, state] of Object.entries(steps)) {
    if (state.outcome !== 'passed') ends.add(state.outcome);
    else for (const edge of graph.edges) if (edge.from === node && !steps[edge.to]) ends.add('waiting');
  }
  const worst = worstFirst.find((outcome) => ends.has(outcome));
  return worst === undefined || worst === 'passed' ? 'waiting' : worst;
}
