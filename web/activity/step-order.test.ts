import { expect, it } from 'vitest';
import { Graph } from '#flows/graph.ts';
import { columnsOf } from './step-order.ts';

const graph = (nodes: string[], edges: [string, string][]) =>
  Graph.parse({
    nodes: nodes.map((id, at) => ({ id, kind: 'filter', position: { x: 0, y: at } })),
    edges: edges.map(([from, to]) => ({ from, to })),
  });
const ids = (it: Graph) => columnsOf(it).map((column) => column.map((node) => node.id));

it('puts the steps in the order of the lines, not of the drawing', () => {
  const drawn = graph(['send', 'get', 'match'], [['get', 'match'], ['match', 'send']]); // biome-ignore format: lines as drawn
  expect(ids(drawn)).toEqual([['get'], ['match'], ['send']]);
});

it('puts branches under each other and a later meeting point after both', () => {
  const drawn = graph(['get', 'a', 'b', 'c', 'send'], [['get', 'a'], ['get', 'b'], ['b', 'c'], ['a', 'send'], ['c', 'send']]); // biome-ignore format: lines as drawn
  expect(ids(drawn)).toEqual([['get'], ['a', 'b'], ['c'], ['send']]);
});

it('shows a draft that has a loop in it', () => {
  expect(ids(graph(['a', 'b'], [['a', 'b'], ['b', 'a']]))).toEqual([['a', 'b']]); // biome-ignore format: lines as drawn
});
