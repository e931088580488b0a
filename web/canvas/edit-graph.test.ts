import { describe, expect, test } from 'vitest';
import type { Graph } from '#flows/graph.ts';
import {
  addStep,
  addStepAfter,
  connect,
  duplicateSteps,
  insertStep,
  lineFrom,
  newStep,
  removeSteps,
  renameStep,
} from './edit-graph.ts';

const step = (kind: 'source' | 'datamapper' | 'filter' | 'target', id: string, x = 0) => newStep(kind, id, { x, y: 0 });
const line = (from: string, to: string) => ({ from, port: 'out', to });
const empty: Graph = { nodes: [], edges: [] };
const row: Graph = {
  nodes: [step('source', 'get'), step('datamapper', 'match', 336), step('target', 'send', 672)],
  edges: [line('get', 'match'), line('match', 'send')],
};
const ids = (graph: Graph) => graph.nodes.map((node) => node.id);

describe('adding steps', () => {
  test('a step added after another one is connected to it', () => {
    const graph = addStepAfter(step('datamapper', 'match'), 'get')({ nodes: [step('source', 'get')], edges: [] });
    expect(graph.edges).toEqual([line('get', 'match')]);
  });

  test('without a chosen step it goes on from the last one that leads nowhere', () => {
    const start = { nodes: [step('source', 'get'), step('filter', 'keep')], edges: [line('get', 'keep')] };
    expect(addStepAfter(step('target', 'send'), null)(start).edges).toContainEqual(line('keep', 'send'));
  });

  test('a step that takes no line stands alone', () => {
    expect(addStepAfter(step('source', 'other'), 'match')(row).edges).toEqual(row.edges);
  });

  test('two steps never lie on top of each other', () => {
    const two = addStep(step('source', 'b'))(addStep(step('source', 'a'))(empty));
    expect(two.nodes[0]?.position).not.toEqual(two.nodes[1]?.position);
  });

  test('a step dropped on a line stands between its ends, and what follows moves aside', () => {
    const graph = insertStep(step('filter', 'keep'), line('match', 'send'))(row);
    expect(graph.edges).toEqual([line('get', 'match'), line('match', 'keep'), line('keep', 'send')]);
    const [keep, send] = ['keep', 'send'].map((id) => graph.nodes.find((node) => node.id === id)?.position.x ?? 0);
    expect((send ?? 0) - (keep ?? 0)).toBe(304);
  });

  test('a step that nothing may follow is not put into a line', () => {
    expect(insertStep(step('target', 'other'), line('match', 'send'))(row).edges).toEqual(row.edges);
  });
});

describe('lines', () => {
  test('a second line into a step is drawn, the same line once only', () => {
    const two = connect(line('get', 'send'))(row);
    expect(two.edges).toHaveLength(3);
    expect(connect(line('get', 'send'))(two)).toBe(two);
  });

  test('what fails has a line of its own, also out of a target', () => {
    expect(lineFrom(row, 'match', 'send', 'failed')).toEqual({ from: 'match', port: 'failed', to: 'send' });
    expect(lineFrom(row, 'get', 'send', 'failed')).toBeNull();
    const graph = addStepAfter(step('target', 'tell'), 'send', 'failed')(row);
    expect(graph.edges.at(-1)).toEqual({ from: 'send', port: 'failed', to: 'tell' });
  });

  test('a line that closes a loop is refused', () => {
    const graph = { nodes: [step('filter', 'a'), step('filter', 'b')], edges: [line('a', 'b')] };
    expect(connect(line('b', 'a'))(graph)).toBe(graph);
  });

  test('nothing can be drawn from a target', () => {
    expect(lineFrom(row, 'send', 'match')).toBeNull();
  });
});

describe('taking steps away', () => {
  test('deleting a middle step closes the gap', () => {
    expect(removeSteps(['match'])(row)).toEqual({ nodes: [row.nodes[0], row.nodes[2]], edges: [line('get', 'send')] });
  });

  test('what failed at a step that is deleted goes nowhere any more', () => {
    const graph = addStepAfter(step('target', 'tell'), 'match', 'failed')(row);
    expect(removeSteps(['match'])(graph).edges).toEqual([line('get', 'send')]);
  });

  test('deleting two neighbours closes the gap too', () => {
    const longer = insertStep(step('filter', 'keep'), line('match', 'send'))(row);
    expect(removeSteps(['match', 'keep'])(longer).edges).toEqual([line('get', 'send')]);
  });

  test('deleting the first step leaves the others without a line into them', () => {
    expect(removeSteps(['get'])(row).edges).toEqual([line('match', 'send')]);
  });
});

test('a copy has its own id and its own settings', () => {
  const graph = duplicateSteps(new Map([['match', 'match-2']]))(row);
  expect(ids(graph)).toEqual(['get', 'match', 'send', 'match-2']);
  expect(graph.nodes[3]?.settings).toEqual(graph.nodes[1]?.settings);
  expect(graph.nodes[3]?.settings).not.toBe(graph.nodes[1]?.settings);
});

test('copied neighbours keep the line between them', () => {
  const copies = new Map([
    ['match', 'match-2'],
    ['send', 'send-2'],
  ]);
  expect(duplicateSteps(copies)(row).edges).toContainEqual(line('match-2', 'send-2'));
});

test('an empty name gives a step its own words back', () => {
  const named = renameStep('match', 'To the books')(row);
  expect(named.nodes[1]?.name).toBe('To the books');
  expect(renameStep('match', '')(named)).toEqual(row);
});
