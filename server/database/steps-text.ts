import * as z from 'zod';
import type { StepOutcome } from '#flows/api/runs.ts';
import type { Problem } from '#flows/problem.ts';
import type { StepState, Steps } from '#server/engine/record-outcome.ts';

/** An outcome is stored as its place in this list, so that the list only ever grows at its end. */
const outcomes: readonly StepOutcome[] = [
  'passed',
  'sent',
  'would-send',
  'already-there',
  'left-out',
  'attention',
  'waiting',
];

/** Node, outcome, milliseconds since the step before, attempts, and what only some have: target's id, problem, and the rest. */
type Written = [
  node: string,
  outcome: number,
  since: number,
  attempts: number,
  targetId?: string | 0,
  problem?: Problem | 0,
  rest?: Pick<StepState, 'port' | 'made'>,
];

/** The records of a batch share their moments. */
let lastRead = { at: '', time: 0 };
function timeOf(at: string): number {
  if (lastRead.at !== at) lastRead = { at, time: Date.parse(at) };
  return lastRead.time;
}

/** A record's steps as its row keeps them: every record has them, so that each character counts. */
export function stepsText(steps: Steps): string {
  let before = 0;
  const list = Object.entries(steps).map(
    ([node, { outcome, at, attempts, targetId, problem, port, made }]): Written => {
      const time = timeOf(at);
      const since = time - before;
      before = time;
      const head = [node, outcomes.indexOf(outcome), since, attempts] as const;
      if (port || made) return [...head, targetId ?? 0, problem ?? 0, { ...(port && { port }), ...(made && { made }) }];
      if (problem) return [...head, targetId ?? 0, problem];
      return targetId === undefined ? [...head] : [...head, targetId];
    },
  );
  return JSON.stringify(list);
}

/** Rows of Koppel 0.1 hold the steps as they are. */
const Old = z.custom<Steps>((it) => typeof it === 'object' && it !== null && !Array.isArray(it));
const List = z.custom<Written[]>((it) => Array.isArray(it));

export function readSteps(text: string): Steps {
  const stored: unknown = JSON.parse(text);
  if (!Array.isArray(stored)) return Old.parse(stored);
  let time = 0;
  return Object.fromEntries(
    List.parse(stored).map(([node, code, since, attempts, targetId, problem, rest]): [string, StepState] => {
      time += since;
      const outcome = outcomes[code];
      if (!outcome) throw new Error(`A step with the unknown outcome ${code}`);
      const at = new Date(time).toISOString();
      return [node, { outcome, at, attempts, ...(problem && { problem }), ...(targetId && { targetId }), ...rest }];
    }),
  );
}
