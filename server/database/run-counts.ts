import { isFinal } from '#server/engine/runner.ts';
import type { Changes } from '#server/engine/walk-batch.ts';
import type { Uncounted } from './record-rows.ts';
import type { NodeCounts } from './schema.ts';

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

const counters = ['passed', 'sent', 'alreadyThere', 'leftOut', 'attention', 'otherWay', 'began'] as const;

export const nothingCounted = (): Uncounted => ({ steps: {}, ended: noCounts() });

/** Adds to what a run does not count yet. */
export function countIn(uncounted: Uncounted, changes: Pick<Changes, 'steps' | 'records'>): void {
  const { steps, ended } = uncounted;
  for (const [node, more] of Object.entries(stepCounts(changes.steps))) {
    const sum = steps[node] ?? noCounts();
    steps[node] = sum;
    for (const name of counters) sum[name] += more[name];
  }
  for (const { outcome } of changes.records) if (isFinal(outcome)) ended[counterOf[outcome]] += 1;
}
