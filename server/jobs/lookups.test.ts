import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { connectSandbox, publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

const mapping = (rows: object[]) => ({ mapping: { mode: 'rows', rows } });

/** Orders whose debtor is looked up in the books, before they go to the demo address. */
async function withDebtors(settings: FlowNode['settings'] = {}) {
  const person = await koppel.person('admin');
  const { flow, connections } = await publishOrdersToAddress(person);
  const books = await connectSandbox(person, 'accountview');
  const { draft } = await person.call('getFlow', { params: { id: flow.id } });
  const asking: FlowNode['settings'] = {
    ...{ connection: books, operation: 'debtor', options: { by: 'email' }, key: 'email', as: 'debtor' },
    ...settings,
  };
  const graph: Graph = {
    nodes: [
      ...draft.graph.nodes.filter(({ id }) => id === 'get' || id === 'send'),
      {
        ...{ id: 'match', kind: 'datamapper', position: { x: 0, y: 0 } },
        settings: mapping([
          { to: 'number', from: 'number' },
          { to: 'email', from: 'debtor.address.email ? debtor.address.email : "sanne@voorbeeld.example"' },
        ]),
      },
      { id: 'who', kind: 'lookup', position: { x: 0, y: 0 }, settings: asking },
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'who' },
      { from: 'who', port: 'out', to: 'send' },
    ],
  };
  const saved = await person.call('saveDraft', { params: { id: flow.id }, body: { graph, revision: draft.revision } });
  return { person, flowId: flow.id, saved, connections };
}

async function entriesOf(person: Person, run: string, no: number) {
  const { entries } = await person.call('getRunRecord', { params: { id: run, no } });
  return (node: string) => entries.find((entry) => entry.node === node);
}

it('a flow asks the books for each order’s debtor, and shows what it was told', async () => {
  const { person, flowId, saved } = await withDebtors();
  expect(saved.problems).toEqual([]);
  const tried = await person.call('startRun', { params: { id: flowId }, body: { mode: 'try', sample: true } });
  expect(await untilEnded(person, tried.id)).toMatchObject({ counts: { attention: 0 } });
  await person.call('publishFlow', { params: { id: flowId }, body: {} });
  const started = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  const ended = await untilEnded(person, started.id);
  expect(ended).toMatchObject({ status: 'done', counts: { read: 12, sent: 12 } });
  expect(ended.steps.who).toMatchObject({ in: 12, passed: 12 });
  const entry = await entriesOf(person, ended.id, 0);
  expect(entry('who')?.output).toMatchObject({ debtor: { code: '10040', name: 'Sanne Voorbeeld' } });
  expect(entry('who')?.exchanges[0]).toMatchObject({ method: 'GET', status: 200 });
  const { items } = await person.call('listReceived', { params: { name: 'http' } });
  expect(JSON.stringify(items.at(-1))).toContain('"code":"10040"');
});

it('what is not in the books needs attention where the step says so, and a look ahead says it too', async () => {
  const { person, flowId } = await withDebtors({ key: '"nobody@x.example"', whenNotFound: 'attention' });
  await person.call('publishFlow', { params: { id: flowId }, body: {} });
  const started = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  const ended = await untilEnded(person, started.id);
  expect(ended.counts).toMatchObject({ read: 12, attention: 12 });
  const { items } = await person.call('listRunRecords', { params: { id: ended.id }, query: {} });
  expect(items[0]?.problem).toMatchObject({ code: 'run.not-found', params: { key: 'nobody@x.example' } });
  const ahead = await person.call('previewReplay', { body: { run: ended.id, from: 'failed' } });
  expect(ahead.items[0]).toMatchObject({ outcome: 'attention', problem: { code: 'run.not-found' } });
});

it('a step that lacks its key, its name or its system says so', async () => {
  const { saved } = await withDebtors({ key: ' ', as: 'two words', operation: 'nothing' });
  expect(saved.problems.filter(({ node }) => node === 'who').map(({ code }) => code)).toEqual([
    'flow.connection-gone',
    'flow.no-lookup-key',
    'flow.no-lookup-name',
  ]);
});
