import { expect, test } from 'vitest';
import type { FlowSummary } from '#flows/api/flows.ts';
import type { RunSummary } from '#flows/api/runs.ts';
import { withEvent } from './use-live-flows.ts';

const orders = '00000000-0000-4000-8000-000000000001';
const stock = '00000000-0000-4000-8000-000000000002';

function run(id: string, startedAt: string, more: Partial<RunSummary> = {}): RunSummary {
  return {
    id,
    flow: { id: orders, name: 'Orders' },
    status: 'running',
    mode: 'live',
    trigger: 'schedule',
    startedBy: null,
    version: 1,
    counts: { read: 0, sent: 0, alreadyThere: 0, leftOut: 0, attention: 0, waiting: 0 },
    startedAt,
    endedAt: null,
    problem: null,
    replayOf: null,
    reason: null,
    ...more,
  };
}

function flow(id: string, lastRun: RunSummary | null): FlowSummary {
  const rest = {
    name: 'Flow',
    on: true,
    publishedVersion: 1,
    changed: false,
    hold: null,
    leftAlone: [],
    nextCheckAt: null,
    systems: [],
  };
  return { id, lastRun, ...rest };
}

const lastRuns = (list: { items: FlowSummary[] }) => list.items.map((each) => each.lastRun?.id ?? null);
const list = { items: [flow(orders, run('a', '2026-01-01T10:00:00Z')), flow(stock, null)] };

test('a newer run becomes the last run of its own flow only', () => {
  const after = withEvent(list, { type: 'run', run: run('b', '2026-01-01T10:05:00Z'), steps: {} });
  expect(lastRuns(after)).toEqual(['b', null]);
});

test('a late event of an older run does not come back on screen', () => {
  const after = withEvent(list, { type: 'run', run: run('old', '2026-01-01T09:00:00Z'), steps: {} });
  expect(lastRuns(after)).toEqual(['a', null]);
});

test('a try-out is not shown as the last run', () => {
  const tried = run('try', '2026-01-01T11:00:00Z', { mode: 'try', version: null });
  expect(lastRuns(withEvent(list, { type: 'run', run: tried, steps: {} }))).toEqual(['a', null]);
});
