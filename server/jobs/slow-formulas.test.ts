import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

const forEver = '($again := function($n) { $again($n + 1) }; $again(0))';

async function publishWith(id: string, formula: string) {
  const { draft } = await person.call('getFlow', { params: { id } });
  const match = draft.graph.nodes.find((node) => node.kind === 'datamapper');
  if (match) match.settings = { mapping: { mode: 'rows', rows: [{ to: 'paid', from: formula }] } };
  await person.call('saveDraft', { params: { id }, body: { graph: draft.graph, revision: draft.revision } });
  return person.call('publishFlow', { params: { id }, body: {} });
}

const runNow = async (id: string) => {
  const started = await person.call('startRun', { params: { id }, body: { mode: 'live' } });
  return untilEnded(person, started.id);
};

it('a flow whose formulas ran into the deadline five times pauses itself and says so, until a faster version is published', async () => {
  const { flow } = await publishOrdersToAddress(person);
  await publishWith(flow.id, forEver);
  await person.call('turnOn', { params: { id: flow.id }, body: {} });
  const stopped = await runNow(flow.id);
  expect(stopped).toMatchObject({ status: 'stopped', counts: { read: 12, sent: 0, attention: 12 } });
  const paused = await person.call('getFlow', { params: { id: flow.id } });
  expect(paused.hold).toEqual({ code: 'mapping.too-slow', params: { times: 5 } });

  const repaired = await publishWith(flow.id, 'payment.status.id = 1');
  expect(repaired.hold).toBeNull();
  expect(await runNow(flow.id)).toMatchObject({ status: 'done', counts: { read: 12, sent: 9 } });
});
