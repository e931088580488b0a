import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('expert');
});
afterAll(() => koppel.stop());

const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings']): FlowNode => ({
  ...{ id, kind, settings, position: { x: 0, y: 0 } },
});

async function turnedOn(
  body: { template: string; connections: Record<string, string> },
  change: (graph: Graph) => Graph,
) {
  const { id, draft } = await person.call('createFlow', { body });
  await person.call('saveDraft', { params: { id }, body: { graph: change(draft.graph), revision: draft.revision } });
  await person.call('publishFlow', { params: { id }, body: {} });
  return async () => {
    return runNow(person, id);
  };
}

const mailbox = async () => (await person.call('listReceived', { params: { name: 'email' } })).items;
const connected = async () => ({
  shop: await connectSandbox(person, 'myonlinestore'),
  mail: await connectSandbox(person, 'email'),
});
const place = () => person.call('actOnSandbox', { params: { name: 'myonlinestore', action: 'place-order' }, body: {} });
const strike = (name: string, kind: 'timeout-after' | 'half-answer' | 'refuse') =>
  person.call('faultSandbox', { params: { name }, body: { kind, times: 1 } });

test('every new order is mailed once; a mail that may have been sent is left to a person', async () => {
  const run = await turnedOn({ template: 'orders-to-email', connections: await connected() }, (graph) => graph);
  const first = await run();
  expect(first.counts).toMatchObject({ attention: 0, leftOut: 0, sent: first.counts.read });
  const before = (await mailbox()).length;
  expect(before).toBe(first.counts.read);
  const { key } = await place();
  expect((await run()).counts).toMatchObject({ sent: 1 });
  expect((await mailbox()).at(-1)?.body).toMatchObject({ to: 'orders@demo-shop.example', subject: `Order ${key}` });
  await place();
  await strike('email', 'half-answer');
  const unsure = await run();
  expect(unsure.counts).toMatchObject({ sent: 0, attention: 1 });
  expect((await run()).counts).toMatchObject({ sent: 0 });
  expect(await mailbox()).toHaveLength(before + 2);
});

test('what a system refuses is told by e-mail, with the reason', async () => {
  const connections = await connected();
  const address = await connectSandbox(person, 'http');
  const rows = [
    { to: 'subject', from: '"Needs attention: " & number' },
    { to: 'text', from: '$problem.code' },
  ];
  const telling = ({ nodes, edges }: Graph): Graph => ({
    nodes: [
      ...nodes.map((node) =>
        node.id === 'match-fields' ? { ...node, id: 'note', settings: { mapping: { mode: 'rows', rows } } } : node,
      ),
      step('match', 'datamapper', { mapping: { mode: 'rows', rows: [{ to: 'number', from: 'number' }] } }),
      step('send', 'target', { connection: address, operation: 'json', options: { path: '/orders' } }),
    ],
    edges: [
      ...edges.filter(({ from }) => from === 'never'),
      { from: 'get-orders', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'send' },
      { from: 'send', port: 'failed', to: 'note' },
      { from: 'note', port: 'out', to: 'send-mail' },
    ],
  });
  const run = await turnedOn({ template: 'orders-to-email', connections }, telling);
  await strike('http', 'refuse');
  const ended = await run();
  expect(ended.counts).toMatchObject({ attention: 0, sent: ended.counts.read });
  expect((await mailbox()).at(-1)?.body).toMatchObject({
    subject: expect.stringMatching(/^Needs attention: \d+$/),
    text: expect.stringMatching(/\w+\.\w+/),
  });
});
