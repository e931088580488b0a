import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

const line = (from: string, to: string, port = 'out') => ({ from, port, to });
const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings']): FlowNode => ({
  id,
  kind,
  position: { x: 0, y: 0 },
  settings,
});

/** The flow of orders, changed and published once more. */
async function published(change: (graph: Graph, address: string) => Graph) {
  const person = await koppel.person('admin');
  const { flow, connections } = await publishOrdersToAddress(person);
  const { draft } = await person.call('getFlow', { params: { id: flow.id } });
  const graph = change(draft.graph, connections.address);
  await person.call('saveDraft', { params: { id: flow.id }, body: { graph, revision: draft.revision } });
  await person.call('publishFlow', { params: { id: flow.id }, body: {} });
  return { person, flowId: flow.id };
}

async function run(person: Person, id: string) {
  const started = await person.call('startRun', { params: { id }, body: { mode: 'live' } });
  return untilEnded(person, started.id);
}

const why = [
  { to: 'order', from: 'number' },
  { to: 'why', from: '$problem.code' },
];
const withTelling = ({ nodes, edges }: Graph, address: string): Graph => ({
  nodes: [
    ...nodes,
    step('note', 'datamapper', { mapping: { mode: 'rows', rows: why } }),
    step('tell', 'target', { connection: address, operation: 'json', options: { path: '/failed' } }),
  ],
  edges: [...edges, line('send', 'note', 'failed'), line('note', 'tell')],
});

describe('a record that fails', () => {
  it('goes along "when it fails", and everybody can see that it did', async () => {
    const { person, flowId } = await published(withTelling);
    await person.call('faultSandbox', { params: { name: 'http' }, body: { kind: 'refuse', times: 1 } });
    const ended = await run(person, flowId);
    expect(ended).toMatchObject({ status: 'done', counts: { read: 12, sent: 9, leftOut: 3, attention: 0 } });
    expect(ended.steps.send).toMatchObject({ in: 9, sent: 8, attention: 0, otherWay: 1, waiting: 0 });
    expect(ended.steps.note).toMatchObject({ in: 1, passed: 1 });
    expect(ended.steps.tell).toMatchObject({ in: 1, sent: 1 });
    const list = await person.call('listRunRecords', { params: { id: ended.id }, query: { node: 'note' } });
    expect(list.items).toMatchObject([{ outcome: 'sent', node: 'tell', problem: null, otherWay: 'send' }]);
    const [record] = list.items;
    const detail = await person.call('getRunRecord', { params: { id: ended.id, no: record?.no ?? -1 } });
    const entry = (node: string) => detail.entries.find((it) => it.node === node);
    expect(entry('send')).toMatchObject({ outcome: 'attention', wentOn: true, problem: { code: 'http.refused' } });
    expect(entry('note')).toMatchObject({ output: { order: record?.key, why: 'http.refused' } });
    const received = await person.call('listReceived', { params: { name: 'http' } });
    expect(JSON.stringify(received.items)).toContain('"why":"http.refused"');
    const records = [{ run: ended.id, no: record?.no ?? -1 }];
    const ahead = await person.call('previewReplay', { body: { records, from: 'node', node: 'tell', force: true } });
    expect(ahead.items[0]).toMatchObject({ outcome: 'would-send', input: { why: 'http.refused' } });
    const again = await person.call('replay', { body: { records, from: 'node', node: 'tell' } });
    const replayed = await untilEnded(person, again.runs[0]?.id ?? '');
    expect(replayed).toMatchObject({
      counts: { read: 1, alreadyThere: 1 },
      steps: { tell: { in: 1, alreadyThere: 1 } },
    });
  });

  it('and another by the usual way may meet at one step, and each is there once', async () => {
    const { person, flowId } = await published((graph, address) => {
      const all = withTelling(graph, address);
      const rule = { mode: 'expression', expression: '$not(paid)' };
      return {
        nodes: [...all.nodes, step('unpaid', 'filter', { rule })],
        edges: [...all.edges, line('match', 'unpaid'), line('unpaid', 'tell'), line('send', 'tell', 'failed')],
      };
    });
    await person.call('faultSandbox', { params: { name: 'http' }, body: { kind: 'refuse', times: 1 } });
    const ended = await run(person, flowId);
    expect(ended).toMatchObject({ status: 'done', counts: { read: 12, sent: 12, leftOut: 0, attention: 0 } });
    expect(ended.steps.tell).toMatchObject({ in: 4, sent: 4, waiting: 0 });
    expect(ended.steps.keep).toMatchObject({ in: 12, passed: 9, leftOut: 3 });
  });

  it('shows in a try-out which way it would go', async () => {
    const { person, flowId } = await published((graph, address) => {
      const nodes = graph.nodes.map((node) =>
        node.id === 'match'
          ? { ...node, settings: { mapping: { mode: 'expression', expression: '$number("x")' } } }
          : node,
      );
      return {
        nodes: [...nodes, step('tell', 'target', { connection: address, operation: 'json', options: { path: '/f' } })],
        edges: [...graph.edges, line('match', 'tell', 'failed')],
      };
    });
    const started = await person.call('startRun', { params: { id: flowId }, body: { mode: 'try', sample: true } });
    const ended = await untilEnded(person, started.id);
    expect(ended.counts).toMatchObject({ sent: ended.counts.read, attention: 0 });
    expect(ended.steps.match).toMatchObject({ otherWay: ended.counts.read });
  });
});
