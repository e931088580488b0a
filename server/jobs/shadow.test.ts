import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Shadow } from '#flows/api/shadows.ts';
import type { Graph } from '#flows/graph.ts';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

async function run(person: Person, flowId: string) {
  const started = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  return untilEnded(person, started.id);
}

/** A flow that has run once, and whose draft also sends orders that are not paid. */
async function draftWithoutFilter() {
  const person = await koppel.person('admin');
  const { flow } = await publishOrdersToAddress(person);
  await run(person, flow.id);
  const { draft } = await person.call('getFlow', { params: { id: flow.id } });
  const text = JSON.stringify(draft.graph).replace('"expression":"paid"', '"expression":"true"');
  const graph: Graph = JSON.parse(text);
  const body = { graph, revision: draft.revision };
  await person.call('saveDraft', { params: { id: flow.id }, body });
  return { person, id: flow.id, revision: draft.revision + 1, published: draft.graph };
}

async function untilCompared(person: Person, id: string, compared: number): Promise<Shadow> {
  for (;;) {
    const { shadow } = await person.call('getShadow', { params: { id } });
    if (shadow && shadow.compared >= compared && shadow.waiting === 0) return shadow;
    await pause(50);
  }
}

it('a draft sees past records and those that arrive, sends nothing, and its differences are counted', async () => {
  const { person, id, revision, published } = await draftWithoutFilter();
  const received = async () => (await person.call('listReceived', { params: { name: 'http' } })).items.length;
  const before = await received();
  await person.call('startShadow', { params: { id }, body: {} });
  const past = await untilCompared(person, id, 12);
  expect(past).toMatchObject({ compared: 12, changed: 3, stale: false, endedAt: null });
  expect(past.examples[0]?.changes).toEqual([
    { node: 'keep', before: { node: 'keep', outcome: 'left-out' }, differences: [] },
    { node: 'send', after: { node: 'send', outcome: 'would-send' }, differences: [] },
  ]);
  await run(person, id);
  expect(await untilCompared(person, id, 24)).toMatchObject({ compared: 24, changed: 6 });
  expect(await received()).toBe(before);

  await person.call('saveDraft', { params: { id }, body: { graph: published, revision } });
  const stopped = await person.call('stopShadow', { params: { id } });
  expect(stopped.shadow).toMatchObject({ stale: true, endedAt: expect.any(String) });
  await run(person, id);
  expect((await person.call('getShadow', { params: { id } })).shadow).toMatchObject({ compared: 24, waiting: 0 });
});

it('publishing the draft ends its shadow run', async () => {
  const { person, id } = await draftWithoutFilter();
  await person.call('startShadow', { params: { id }, body: { records: 0 } });
  await person.call('publishFlow', { params: { id }, body: {} });
  expect((await person.call('getShadow', { params: { id } })).shadow).toMatchObject({
    compared: 0,
    endedAt: expect.any(String),
  });
});
