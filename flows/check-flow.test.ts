import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFlow, inFlowOrder, refuseLine } from './check-flow.ts';
import type { FlowNode, Graph } from './graph.ts';
import { type KindId, kindIds } from './kinds/ids.ts';
import type { Surroundings } from './kinds/kind.ts';

const everything: Surroundings = { operation: () => ({ missingOptions: () => [] }) };
const filled = {
  connection: 'c',
  operation: 'o',
  mapping: { mode: 'rows', rows: [{ to: 'a', from: 'a' }] },
  rule: { mode: 'expression', expression: 'true' },
};
const node = (id: string, kind: KindId, settings: FlowNode['settings'] = filled): FlowNode => ({
  id,
  kind,
  position: { x: 0, y: 0 },
  settings,
});
const line = (from: string, to: string, port = 'out') => ({ from, port, to });

const sound: Graph = {
  nodes: [node('get', 'source'), node('match', 'datamapper'), node('keep', 'filter'), node('send', 'target')],
  edges: [line('get', 'match'), line('match', 'keep'), line('keep', 'send')],
};
const codes = (graph: Graph, surroundings = everything) =>
  checkFlow(graph, surroundings).map(({ node, code }) => `${node} ${code}`);

describe('a graph', () => {
  it('that leads from a source to a target is sound', () => {
    expect(checkFlow(sound, everything)).toEqual([]);
  });

  it('without steps says so', () => {
    expect(codes({ nodes: [], edges: [] })).toEqual(['null flow.empty']);
  });

  it('names the step where a line is missing', () => {
    expect(codes({ ...sound, edges: [line('get', 'match'), line('keep', 'send')] })).toEqual([
      'match flow.loose-end',
      'keep flow.nothing-comes-in',
    ]);
  });

  it('names every step of a loop and none behind it', () => {
    const looped = {
      ...sound,
      edges: [line('get', 'match'), line('match', 'keep'), line('keep', 'match'), line('keep', 'send')],
    };
    expect(codes(looped).filter((code) => code.endsWith('loop'))).toEqual(['match flow.loop', 'keep flow.loop']);
  });

  it('names what still has to be filled in', () => {
    const empty = { ...sound, nodes: sound.nodes.map(({ id, kind }) => node(id, kind, {})) };
    expect(codes(empty)).toEqual([
      'get flow.no-connection',
      'match flow.nothing-mapped',
      'keep flow.no-condition',
      'send flow.no-connection',
    ]);
  });

  it('names a connection that is gone, and options that are missing', () => {
    expect(codes(sound, { operation: () => null })).toEqual(['get flow.connection-gone', 'send flow.connection-gone']);
    expect(codes(sound, { operation: () => ({ missingOptions: () => ['file'] }) })).toEqual([
      'get flow.option-missing',
      'send flow.option-missing',
    ]);
  });

  it('says which setting is of no use', () => {
    const wrong = { ...sound, nodes: [node('get', 'source', { connection: 7 }), ...sound.nodes.slice(1)] };
    expect(codes(wrong)).toEqual(['get flow.settings-wrong']);
  });
});

describe('a line', () => {
  it('may lead to a step that others lead to, and out of a step for what fails there', () => {
    for (const edge of [line('get', 'send'), line('match', 'send', 'failed'), line('keep', 'send', 'failed')])
      expect(refuseLine(sound, edge)).toBeNull();
    const tell = node('tell', 'target');
    const full = {
      nodes: [...sound.nodes, tell],
      edges: [...sound.edges, line('get', 'send'), line('send', 'tell', 'failed')],
    };
    expect(checkFlow(full, everything)).toEqual([]);
  });

  it('for what fails is no way on: a step that has no other is a loose end', () => {
    const edges = [line('get', 'match'), line('match', 'keep'), line('keep', 'send', 'failed')];
    expect(codes({ ...sound, edges })).toEqual(['keep flow.loose-end']);
  });

  it.each([
    ['out of a target', line('send', 'match'), 'flow.nothing-follows'],
    ['into a source', line('match', 'get'), 'flow.takes-no-line'],
    ['that is there already', line('get', 'match'), 'flow.line-twice'],
    ['for what fails out of a source', line('get', 'send', 'failed'), 'flow.nothing-follows'],
    ['to a step that does not exist', line('get', 'nowhere'), 'flow.line-to-nothing'],
  ])('%s is refused', (_, edge, code) => {
    expect(refuseLine(sound, edge)?.code).toBe(code);
  });

  it('that would close a circle is refused', () => {
    const open = { ...sound, edges: [line('match', 'keep')] };
    expect(refuseLine(open, line('keep', 'match'))?.code).toBe('flow.loop');
    expect(refuseLine(open, line('get', 'match'))).toBeNull();
  });
});

const anyGraph = fc.record({
  nodes: fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...kindIds)), {
      selector: ([id]) => id,
      maxLength: 8,
    })
    .map((list) => list.map(([id, kind]) => node(`n${id}`, kind))),
  edges: fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.constantFrom('out', 'failed'))
      .map(([from, to, port]) => line(`n${from}`, `n${to}`, port)),
    { maxLength: 12 },
  ),
});

describe('any graph', () => {
  it('drawn only with lines that are not refused has no loop, and every step comes after all that lead to it', () => {
    fc.assert(
      fc.property(anyGraph, ({ nodes, edges }) => {
        const drawn: Graph = { nodes, edges: [] };
        for (const edge of edges) if (!refuseLine(drawn, edge)) drawn.edges.push(edge);
        expect(codes(drawn).filter((code) => /loop|line-twice|line-to/.test(code))).toEqual([]);
        const order = inFlowOrder(drawn).map(({ id }) => id);
        expect(order).toHaveLength(nodes.length);
        for (const edge of drawn.edges) expect(order.indexOf(edge.from)).toBeLessThan(order.indexOf(edge.to));
      }),
    );
  });

  it('is checked without an error of the program', () => {
    fc.assert(fc.property(anyGraph, (graph) => void checkFlow(graph, everything)));
  });
});
