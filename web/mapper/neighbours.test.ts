import { expect, test } from 'vitest';
import type { Graph } from '#flows/graph.ts';
import type { KindId } from '#flows/kinds/ids.ts';
import { stepBefore, targetBehind } from './neighbours.ts';

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

test('the step before is the one whose line leads here', () => {
  const graph = row('source', 'filter');
  expect(stepBefore(graph, '1')?.id).toBe('0');
  expect(stepBefore(graph, '0')).toBeNull();
});
