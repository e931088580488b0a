import { expect, test } from 'vitest';
import type { Graph } from '#flows/graph.ts';
import { newStep } from './edit-graph.ts';
import { stepsInOrder, tidyUp } from './places.ts';

const step = (kind: 'source' | 'filter' | 'target', id: string) => newStep(kind, id, { x: 0, y: 0 });
const graph: Graph = {
  nodes: [step('target', 'b'), step('target', 'a'), step('filter', 'keep'), step('source', 'get')],
  edges: [
    { from: 'get', port: 'out', to: 'keep' },
    { from: 'keep', port: 'out', to: 'a' },
    { from: 'keep', port: 'out', to: 'b' },
  ],
};

test('tidying up lays the steps out from left to right without overlap', () => {
  const place = new Map(tidyUp(graph).nodes.map((node) => [node.id, node.position]));
  const x = (id: string) => place.get(id)?.x ?? Number.NaN;
  const y = (id: string) => place.get(id)?.y ?? Number.NaN;
  expect(x('keep') - x('get')).toBeGreaterThan(224);
  expect(x('a') - x('keep')).toBeGreaterThan(224);
  expect(Math.abs(y('a') - y('b'))).toBeGreaterThan(120);
});

test('steps are listed in the order of the flow', () => {
  expect(stepsInOrder(graph).map((node) => node.id)).toEqual(['get', 'keep', 'a', 'b']);
});

test('steps on a loop are listed too', () => {
  const loop: Graph = {
    nodes: [step('filter', 'a'), step('filter', 'b')],
    edges: [
      { from: 'a', port: 'out', to: 'b' },
      { from: 'b', port: 'out', to: 'a' },
    ],
  };
  expect(stepsInOrder(loop).map((node) => node.id)).toEqual(['a', 'b']);
});
