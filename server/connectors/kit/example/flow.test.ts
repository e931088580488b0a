import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';
import example from './index.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ more: new Map([['example', example]]) });
  person = await koppel.person('expert');
});
afterAll(() => koppel.stop());

const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings']): FlowNode => ({
  ...{ id, kind, settings, position: { x: 0, y: 0 } },
});

/** Get orders -> match fields -> send. */
const graphOf = (
  get: FlowNode['settings'],
  rows: { to: string; from: string }[],
  send: FlowNode['settings'],
): Graph => ({
  nodes: [
    step('get', 'source', { options: {}, everyMinutes: null, ...get }),
    step('match', 'datamapper', { mapping: { mode: 'rows', rows } }),
    step('send', 'target', { options: {}, ...send }),
  ],
  edges: [
    { from: 'get', port: 'out', to: 'match' },
    { from: 'match', port: 'out', to: 'send' },
  ],
});

async function runWhole(id: string) {
  const { id: run } = await person.call('startRun', { params: { id }, body: { mode: 'live' } });
  return (await untilEnded(person, run)).counts;
}

it('a flow takes orders out of the example and brings shipments in', async () => {
  const shop = await connectSandbox(person, 'example');
  const rows = [
    { to: 'order', from: 'number' },
    { to: 'carrier', from: '"PostNL"' },
  ];
  const graph = graphOf({ connection: shop, operation: 'orders' }, rows, { connection: shop, operation: 'shipments' });
  const made = await person.call('createFlow', { body: { name: 'Ship', graph } });
  await person.call('publishFlow', { params: { id: made.id }, body: {} });
  expect(await runWhole(made.id)).toMatchObject({ read: 12, sent: 12 });
  const { items } = await person.call('listReceived', { params: { name: 'example' } });
  expect(items.map(({ body }) => body)).toContainEqual({ order: '1001', carrier: 'PostNL' });
});

it('what changed goes over what was sent before, and what did not is left alone', async () => {
  const address = await connectSandbox(person, 'http');
  const { records } = koppel.services.connectors.get('http')?.sources ?? {};
  const { change } = koppel.services.connectors.get('http')?.targets ?? {};
  const get = { connection: address, operation: 'records', options: records?.exampleOptions ?? {} };
  const send = { connection: address, operation: 'change', options: change?.exampleOptions ?? {} };
  const graph = (name: string) =>
    graphOf(
      get,
      [
        { to: 'email', from: 'orderNumber' },
        { to: 'name', from: name },
      ],
      send,
    );
  const made = await person.call('createFlow', { body: { name: 'Customers', graph: graph('"One"') } });
  await person.call('publishFlow', { params: { id: made.id }, body: {} });
  expect(await runWhole(made.id)).toMatchObject({ read: 12, sent: 12 });
  expect(await runWhole(made.id)).toMatchObject({ read: 12, sent: 0, alreadyThere: 12 });
  const { draft } = await person.call('getFlow', { params: { id: made.id } });
  const other = graph('orderNumber = "5003" ? "Two" : "One"');
  await person.call('saveDraft', { params: { id: made.id }, body: { graph: other, revision: draft.revision } });
  await person.call('publishFlow', { params: { id: made.id }, body: {} });
  expect(await runWhole(made.id)).toMatchObject({ read: 12, sent: 1, alreadyThere: 11 });
  expect(await runWhole(made.id)).toMatchObject({ sent: 0, alreadyThere: 12 });
});
