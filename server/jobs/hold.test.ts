import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDueFlows } from '#server/jobs/schedule.ts';
import { connectSandbox, publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

const fault = (name: string, kind: 'revoke-token', times: number) =>
  person.call('faultSandbox', { params: { name }, body: { kind, times } });

it('a lost connection parks the run, and after the repair it goes on by itself', async () => {
  const { flow, connections } = await publishOrdersToAddress(person);
  await fault('myonlinestore', 'revoke-token', 1000);
  const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'live' } });
  const parked = await untilEnded(person, started.id);
  expect(parked).toMatchObject({
    status: 'on-hold',
    problem: { code: 'run.connection-lost' },
    counts: { attention: 0 },
  });
  expect((await person.call('getFlow', { params: { id: flow.id } })).hold?.code).toBe('run.connection-lost');
  expect((await person.call('getConnection', { params: { id: connections.shop } })).state).toBe('lost');

  await fault('myonlinestore', 'revoke-token', 0);
  const checked = await person.call('checkConnection', { params: { id: connections.shop } });
  expect(checked.state).toBe('working');
  const ended = await untilEnded(person, started.id);
  expect(ended).toMatchObject({ status: 'done', counts: { read: 12, sent: 9, attention: 0 } });
  expect((await person.call('getFlow', { params: { id: flow.id } })).hold).toBeNull();
});

it('a flow that is on looks by itself, once, and sends only what is new', async () => {
  const shop = await connectSandbox(person, 'myonlinestore');
  const { flow } = await publishOrdersToAddress(person);
  const source = flow.draft.graph.nodes[0];
  if (!source) throw new Error('The flow has no source');
  source.settings = { ...source.settings, connection: shop, everyMinutes: 1 };
  await person.call('saveDraft', {
    params: { id: flow.id },
    body: { graph: flow.draft.graph, revision: flow.draft.revision },
  });
  await person.call('publishFlow', { params: { id: flow.id }, body: {} });
  await person.call('turnOn', { params: { id: flow.id }, body: {} });
  await Promise.all([startDueFlows(koppel.services), startDueFlows(koppel.services)]);
  const runs = async () => (await person.call('listRuns', { query: { flow: flow.id } })).items;
  const [first, ...more] = await runs();
  expect(more).toEqual([]);
  expect(await untilEnded(person, first?.id ?? '')).toMatchObject({
    trigger: 'schedule',
    counts: { read: 12, sent: 9 },
  });

  const { key } = await person.call('actOnSandbox', {
    params: { name: 'myonlinestore', action: 'place-order' },
    body: {},
  });
  const later = { ...koppel.services, now: () => new Date(Date.now() + 61_000) };
  await startDueFlows(later);
  const [second] = await runs();
  expect(second?.id).not.toBe(first?.id);
  expect(await untilEnded(person, second?.id ?? '')).toMatchObject({ counts: { read: 1, sent: 1 } });
  const { items } = await person.call('searchRecords', { query: { q: key } });
  expect(items.map((record) => record.outcome)).toEqual(['sent']);
});

it('a paused flow does not start', async () => {
  const { flow } = await publishOrdersToAddress(person);
  await person.call('turnOn', { params: { id: flow.id }, body: {} });
  await person.call('turnOff', { params: { id: flow.id } });
  await startDueFlows({ ...koppel.services, now: () => new Date(Date.now() + 86_400_000) });
  expect((await person.call('listRuns', { query: { flow: flow.id } })).items).toEqual([]);
});
