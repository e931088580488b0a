import { expect, it } from 'vitest';
import { Entry, type Outcome } from '#flows/api/runs.ts';
import { Graph } from '#flows/graph.ts';
import { beginningsFor, likelyBeginning, stepsToBeginAt } from './beginnings.ts';

const flow = { id: 'flow' };
const graph = Graph.parse({
  nodes: ['source', 'datamapper', 'target'].map((kind, x) => ({ id: kind, kind, position: { x, y: 0 } })),
  edges: [
    { from: 'source', to: 'datamapper' },
    { from: 'datamapper', to: 'target' },
  ],
});
const record = (outcome: Outcome, node: string) => ({ outcome, node, flow });
const known = (canReadAgain: boolean, passed: string[] = []) => {
  const line = { outcome: 'passed', problem: null, at: '2026-11-01T10:00:00Z', attempts: 1, output: {}, exchanges: [] };
  const entries = passed.map((node) =>
    Entry.parse({ ...line, wentOn: false, node, targetId: null, made: null, before: null }),
  );
  return { graph, entries, canReadAgain, flow };
};

it('offers to get an order again only where the shop can be asked for it', () => {
  expect(beginningsFor([record('attention', 'target')], [known(false)])).toEqual(['failed', 'start', 'node']);
  expect(beginningsFor([record('attention', 'target')], [known(true)])).toEqual(['failed', 'start', 'source', 'node']);
  expect(beginningsFor([record('attention', 'target')], [])).toEqual(['failed', 'start']);
});

it('offers the failed step only when every order failed', () => {
  expect(beginningsFor([record('attention', 'target'), record('left-out', 'datamapper')], [known(false)])).toEqual([
    'start',
    'node',
  ]);
});

it('offers a step of choice only when all orders went through one flow', () => {
  const both = [known(false), { ...known(false), flow: { id: 'other' } }];
  expect(beginningsFor([record('attention', 'target')], both)).toEqual(['failed', 'start']);
  expect(stepsToBeginAt(graph).map(({ id }) => id)).toEqual(['datamapper', 'target']);
});

it('begins at the failed step when the other side refused', () => {
  expect(likelyBeginning([record('attention', 'target')], [known(true)])).toBe('failed');
});

it('gets an order again when it failed before anything could be sent', () => {
  expect(likelyBeginning([record('attention', 'datamapper')], [known(true)])).toBe('source');
  expect(likelyBeginning([record('attention', 'datamapper')], [known(false)])).toBe('failed');
});

it('begins at the failed step as soon as one order was already at a step that sends', () => {
  const both = [record('attention', 'datamapper'), record('attention', 'target')];
  expect(likelyBeginning(both, [known(true)])).toBe('failed');
  expect(likelyBeginning([record('attention', 'datamapper')], [known(true, ['target'])])).toBe('failed');
});

it('begins at the start when an order did not fail', () => {
  expect(likelyBeginning([record('left-out', 'datamapper')], [known(true)])).toBe('start');
});

it('does not guess about a step that the flow no longer has', () => {
  expect(likelyBeginning([record('attention', 'gone')], [known(true)])).toBe('failed');
});
