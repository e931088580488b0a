import { expect, it } from 'vitest';
import { Graph } from './graph.ts';
import { bothGraphs, graphChanges, isUnchanged } from './graph-changes.ts';

const row = (to: string, from: string) => ({ to, from, ifEmpty: { do: 'leave-out' } });
const graph = (rows: object[], more: { id: string; kind: string }[] = [], x = 0) =>
  Graph.parse({
    nodes: [
      { id: 'get', kind: 'source' },
      { id: 'match', kind: 'datamapper', settings: { mapping: { mode: 'rows', rows } } },
      ...more,
    ].map((node) => ({ ...node, position: { x, y: 0 } })),
    edges: [{ from: 'get', to: 'match' }, ...more.map(({ id }) => ({ from: 'match', to: id }))],
  });

it('does not call it a change when a step is moved on the canvas', () => {
  expect(isUnchanged(graphChanges(graph([row('a', 'x')]), graph([row('a', 'x')], [], 500)))).toBe(true);
});

it('does not call it a change when a default is written out', () => {
  expect(isUnchanged(graphChanges(graph([{ to: 'a', from: 'x' }]), graph([row('a', 'x')])))).toBe(true);
});

it('names the row that changed, came or went, whatever its place', () => {
  const before = graph([row('a', 'x'), row('b', 'y'), { to: 'lines', forEach: 'l', rows: [row('sku', 's')] }]);
  const after = graph([row('new', 'n'), row('a', 'x2'), { to: 'lines', forEach: 'l', rows: [row('sku', 't')] }]);
  const { steps, lines } = graphChanges(before, after);
  expect(lines).toEqual([]);
  expect(steps).toMatchObject([{ what: 'changed', node: { id: 'match' } }]);
  const [step] = steps;
  const changes = step?.what === 'changed' ? step.changes : [];
  expect(changes).toEqual([
    { path: ['mapping', 'rows', 'a', 'from'], before: 'x', after: 'x2' },
    { path: ['mapping', 'rows', 'b'], before: { from: 'y', ifEmpty: { do: 'leave-out' } } },
    { path: ['mapping', 'rows', 'lines', 'rows', 'sku', 'from'], before: 's', after: 't' },
    { path: ['mapping', 'rows', 'new'], after: { from: 'n', ifEmpty: { do: 'leave-out' } } },
  ]);
});

it('compares rows by place where two fill the same field', () => {
  const twice = [row('a', 'x'), row('a', 'y')];
  const { steps } = graphChanges(graph(twice), graph([row('a', 'x'), row('a', 'z')]));
  expect(steps[0]).toMatchObject({ changes: [{ path: ['mapping', 'rows', 1, 'from'] }] });
});

it('tells which steps and lines came and went, and draws both in one picture', () => {
  const [before, after] = [graph([], [{ id: 'send', kind: 'target' }]), graph([], [{ id: 'other', kind: 'target' }])];
  const { steps, lines } = graphChanges(before, after);
  expect(steps.map(({ what, node }) => `${node.id} ${what}`)).toEqual(['other added', 'send removed']);
  expect(lines.map(({ what, edge }) => `${edge.to} ${what}`)).toEqual(['other added', 'send removed']);
  const both = bothGraphs(before, after);
  expect(both.nodes.map(({ id }) => id)).toEqual(['get', 'match', 'other', 'send']);
  expect(both.edges).toHaveLength(3);
});
