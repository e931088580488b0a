import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Graph } from '#flows/graph.ts';
import { kindIds } from '#flows/kinds/ids.ts';
import {
  addStepAfter,
  changeSettings,
  connect,
  duplicateSteps,
  type Edit,
  moveSteps,
  newStep,
  removeSteps,
} from './edit-graph.ts';
import { createFlowStore, type FlowStore } from './flow-store.ts';
import { tidyUp } from './places.ts';

const empty: Graph = { nodes: [], edges: [] };
const add = (id: string) => addStepAfter(newStep('filter', id, { x: 0, y: 0 }), null);
const count = (store: FlowStore) => store.getState().graph.nodes.length;

const anyId = fc.integer({ min: 0, max: 9 }).map((n) => `step-${n}`);
const anyPlace = fc.record({ x: fc.integer(), y: fc.integer() });
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.constantFrom(...kindIds), anyId).map(([kind, id]): Edit => {
    const added = addStepAfter(newStep(kind, id, { x: 0, y: 0 }), null);
    return (graph) => (graph.nodes.some((node) => node.id === id) ? graph : added(graph));
  }),
  fc.array(anyId).map(removeSteps),
  fc.tuple(anyId, anyId).map(([from, to]) => connect({ from, port: 'out', to })),
  fc.tuple(anyId, anyPlace).map(([id, place]) => moveSteps(new Map([[id, place]]))),
  fc.tuple(anyId, fc.jsonValue()).map(([id, value]) => changeSettings(id, { value })),
  fc.tuple(anyId, fc.uuid()).map(([id, copy]) => duplicateSteps(new Map([[id, copy]]))),
  fc.constant<Edit>(tidyUp),
);

describe('undo', () => {
  test('takes back a whole action, and redo brings it back', () => {
    const store = createFlowStore(empty);
    store.getState().edit(add('a'));
    store.getState().edit(add('b'));
    store.getState().undo();
    expect(count(store)).toBe(1);
    store.getState().redo();
    expect(count(store)).toBe(2);
  });

  test('of any row of edits leads back to the start, and redo to the end', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 40 }), (edits) => {
        const store = createFlowStore(empty);
        for (const edit of edits) store.getState().edit(edit);
        const end = store.getState().graph;
        for (const _ of edits) store.getState().undo();
        expect(store.getState().graph).toEqual(empty);
        for (const _ of edits) store.getState().redo();
        expect(store.getState().graph).toEqual(end);
      }),
    );
  });

  test('takes typed letters back together', () => {
    let time = 0;
    const store = createFlowStore(add('a')(empty), () => time);
    const before = store.getState().graph;
    for (const text of ['p', 'pa', 'paid']) {
      store.getState().edit(changeSettings('a', { text }), { group: 'text' });
      time += 200;
    }
    store.getState().undo();
    expect(store.getState().graph).toEqual(before);
  });

  test('takes letters typed after a pause back on their own', () => {
    let time = 0;
    const store = createFlowStore(add('a')(empty), () => time);
    store.getState().edit(changeSettings('a', { text: 'paid' }), { group: 'text' });
    time = 5000;
    store.getState().edit(changeSettings('a', { text: 'paid today' }), { group: 'text' });
    store.getState().undo();
    expect(store.getState().graph.nodes[0]?.settings.text).toBe('paid');
  });

  test('does not count choosing a step', () => {
    const store = createFlowStore(add('a')(empty));
    store.getState().select('a');
    store.getState().undo();
    expect(count(store)).toBe(1);
  });

  test('closes the settings of a step that it takes away', () => {
    const store = createFlowStore(empty);
    store.getState().edit(add('a'), { select: 'a' });
    store.getState().undo();
    expect(store.getState().selected).toBeNull();
  });

  test("does not reach behind another person's draft", () => {
    const store = createFlowStore(empty);
    store.getState().edit(add('a'));
    store.getState().replace(add('theirs')(empty));
    store.getState().undo();
    expect(store.getState().graph.nodes[0]?.id).toBe('theirs');
  });
});
