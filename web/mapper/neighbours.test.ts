import { expect, test } from 'vitest';
import type { Graph } from '#flows/graph.ts';
import type { KindId } from '#flows/kinds/ids.ts';
import { pathsTo } from './input-paths.ts';
import { targetBehind } from './neighbours.ts';

function row(...kinds: KindId[]): Graph {
  const nodes = kinds.map((kind, index) => ({ id: `${index}`, kind, position: { x: 0, y: 0 }, settings: {} }));
  return { nodes, edges: nodes.slice(1).map(({ id }, index) => ({ from: `${index}`, port: 'out', to: id })) };
}

test('the target is found behind a filter', () => {
  expect(targetBehind(row('source', 'datamapper', 'filter', 'target'), '1')?.id).toBe('3');
});

test('another matching step hides the target, because it makes fields of its own', () => {
  expect(targetBehind(row('source', 'datamapper', 'datamapper', 'target'), '1')).toBeNull();
});

test('a loop has no target', () => {
  const graph = row('filter', 'filter');
  expect(targetBehind({ ...graph, edges: [...graph.edges, { from: '1', port: 'out', to: '0' }] }, '0')).toBeNull();
});

test('what fails at a step on the way is not what the step sends', () => {
  const graph = row('datamapper', 'filter', 'target');
  const edges = graph.edges.map((edge) => (edge.to === '2' ? { ...edge, port: 'failed' } : edge));
  expect(targetBehind({ ...graph, edges }, '0')).toBeNull();
});

test('every way to a step is known, with the mappings on it', () => {
  const graph = row('source', 'datamapper', 'filter', 'target');
  const edges = [...graph.edges, { from: '0', port: 'out', to: '2' }, { from: '1', port: 'failed', to: '3' }];
  const ways = pathsTo({ ...graph, edges }, '3');
  expect(ways.map(({ through, changes, failed }) => [through.join(), changes.length, failed?.id])).toEqual([
    ['0,1,2', 1, undefined],
    ['0,2', 0, undefined],
    ['0,1', 0, '1'],
  ]);
  expect(pathsTo(graph, '0')).toEqual([]);
});
