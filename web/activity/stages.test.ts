import { expect, it } from 'vitest';
import { Entry, type StepOutcome } from '#flows/api/runs.ts';
import { Graph } from '#flows/graph.ts';
import { stagesOf, stageToOpen } from './stages.ts';

const at = '2026-11-01T10:00:00.000Z';
const graph = Graph.parse({
  nodes: [
    { id: 'get', kind: 'source', position: { x: 0, y: 0 } },
    { id: 'match', kind: 'datamapper', position: { x: 1, y: 0 } },
    { id: 'paid', kind: 'filter', position: { x: 2, y: 0 } },
    { id: 'send', kind: 'target', position: { x: 3, y: 0 } },
  ],
  edges: [
    { from: 'get', to: 'match' },
    { from: 'match', to: 'paid' },
    { from: 'paid', to: 'send' },
  ],
});
const exchange = {
  method: 'POST',
  url: 'https://erp.example/orders',
  requestBody: '{}',
  status: 422,
  responseBody: '{}',
  fault: null,
  startedAt: at,
  milliseconds: 12,
};
const entry = (node: string, outcome: StepOutcome, exchanges = [exchange]) =>
  Entry.parse({
    node,
    outcome,
    problem: outcome === 'attention' ? { code: 'run.field-missing' } : null,
    at,
    attempts: 1,
    output: {},
    exchanges: node === 'send' ? exchanges : [],
    targetId: null,
    wentOn: false,
    made: null,
    before: null,
  });
const titles = (entries: Entry[]) => stagesOf({ graph, entries }).map((stage) => stage.title.en);
const opened = (entries: Entry[]) => stageToOpen(stagesOf({ graph, entries }));

it('shows a sent order as received, after matching, sent and answered, and opens what was sent', () => {
  const entries = [entry('match', 'passed'), entry('paid', 'passed'), entry('send', 'sent')];
  expect(titles(entries)).toEqual(['Received', 'After matching', 'Sent', 'Answer']);
  expect(opened(entries)).toBe('send');
});

it('shows only what was received of an order that has not come further', () => {
  expect(titles([])).toEqual(['Received']);
  expect(opened([])).toBe('received');
});

it('opens the answer of the other side when it refused', () => {
  expect(opened([entry('match', 'passed'), entry('paid', 'passed'), entry('send', 'attention')])).toBe('send.answer');
});

it('opens what should have been sent when no request was made', () => {
  expect(opened([entry('match', 'passed'), entry('paid', 'passed'), entry('send', 'attention', [])])).toBe('send');
});

it('opens what the matching had to work with when that is where it failed', () => {
  expect(opened([entry('match', 'attention')])).toBe('received');
});

it('shows what a try-out would send, and no answer', () => {
  const entries = [entry('match', 'passed'), entry('paid', 'passed'), entry('send', 'would-send', [])];
  expect(titles(entries)).toEqual(['Received', 'After matching', 'Would send']);
});
