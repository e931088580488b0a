import type { Outcome, StepOutcome } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';

/** What became of a record at one node: its entry without the payloads. */
export type StepState = { outcome: StepOutcome; at: string; attempts: number; problem?: Problem; targetId?: string };
/** A record's steps so far, by node: this is where it stands. */
export type Steps = Record<string, StepState>;

/** On more than one path the worst end counts, because a person must see it; an unfinished path is no end at all. */
const worstFirst: readonly Exclude<StepOutcome, 'passed'>[] = [
  'waiting',
  'attention',
  'sent',
  'would-send',
  'already-there',
  'left-out',
];

/** Where a record ended over all paths of the graph; `waiting` while any path is unfinished. */
export function outcomeOf(graph: Graph, steps: Steps): Outcome {
  let worst = worstFirst.length;
  for (const node in steps) {
    const outcome = steps[node]?.outcome;
    // Nothing is worse than an unfinished path.
    if (outcome === 'waiting') return 'waiting';
    if (outcome === 'passed') {
      for (const edge of graph.edges) if (edge.from === node && !steps[edge.to]) return 'waiting';
    } else if (outcome) worst = Math.min(worst, worstFirst.indexOf(outcome));
  }
  return worstFirst[worst] ?? 'waiting';
}
