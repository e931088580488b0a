import type { Outcome, StepOutcome } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import { type Arrival, arrivalAt, goesOtherWay, stepsOf } from './way.ts';

/** What became of a record at one node: its entry without the payloads. */
export type StepState = {
  outcome: StepOutcome;
  at: string;
  attempts: number;
  problem?: Problem;
  targetId?: string;
  /** With outcome `attention`: the port by which it leaves all the same. */
  port?: string;
  made?: 'created' | 'updated';
};
/** A record's steps so far, by node: this is where it stands. */
export type Steps = Record<string, StepState>;

/** Where a record stands as a whole, and the node that says so. */
export type Stand = { outcome: Outcome; node: string | null; problem: Problem | null; targetId: string | null };

/** On more than one path the worst end counts, because a person must see it; an unfinished path is no end at all. */
const worstFirst: readonly StepOutcome[] = ['waiting', 'attention', 'sent', 'would-send', 'already-there', 'left-out'];

/**
 * Where a record ended over all paths of the graph, or the step that is next; `waiting` while any path is unfinished. Asked
 * of every record at every commit: on a straight way it makes nothing but its answer.
 */
export function standOf(graph: Graph, steps: Steps): Stand {
  let told: Map<string, Arrival> | undefined;
  let next: string | null = null;
  let node: string | null = null;
  let worst: StepState | null = null;
  for (const { id } of stepsOf(graph)) {
    const state = steps[id];
    if (!state) {
      if (next !== null) continue;
      told ??= new Map();
      if (arrivalAt(graph, steps, id, told) !== null) next = id;
    } else if (state.outcome !== 'passed' && !goesOtherWay(graph, steps, id) && (!worst || rank(state) < rank(worst))) {
      node = id;
      worst = state;
    }
  }
  if (!worst || worst.outcome === 'passed' || (next !== null && worst.outcome !== 'waiting'))
    return { outcome: 'waiting', node: next, problem: null, targetId: null };
  return { outcome: worst.outcome, node, problem: worst.problem ?? null, targetId: worst.targetId ?? null };
}

export const outcomeOf = (graph: Graph, steps: Steps): Outcome => standOf(graph, steps).outcome;

const rank = ({ outcome }: StepState) => worstFirst.indexOf(outcome);
