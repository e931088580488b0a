import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Graph } from '#flows/graph.ts';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

/** A flow that has run once, with one sent order of it kept as a test. */
async function flowWithTest(ignored: string[] = []) {
  const person = await koppel.person('admin');
  const { flow } = await publishOrdersToAddress(person);
  const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'live' } });
  await untilEnded(person, started.id);
  const { items } = await person.call('listRunRecords', { params: { id: started.id }, query: { outcome: 'sent' } });
  const body = { run: started.id, no: items[0]?.no ?? -1, name: 'A paid order', ignored };
  return { person, id: flow.id, kept: await person.call('keepFlowTest', { params: { id: flow.id }, body }) };
}

/** The draft's match step writes another formula into `number`. */
async function changeNumber(person: Person, id: string, from: string) {
  const { draft } = await person.call('getFlow', { params: { id } });
  const text = JSON.stringify(draft.graph).replace(/\{"to":"number","from":"(?:[^"\\]|\\.)*"/, () =>
    JSON.stringify({ to: 'number', from }).slice(0, -1),
  );
  const graph: Graph = JSON.parse(text);
  await person.call('saveDraft', { params: { id }, body: { graph, revision: draft.revision } });
}

it('a record that was sent becomes a test: what came in, and what the target is expected to get', async () => {
  const { person, id, kept } = await flowWithTest();
  expect(kept).toMatchObject({ no: 1, name: 'A paid order', input: { number: kept.key } });
  expect(kept.expected).toEqual([
    { node: 'send', outcome: 'would-send', content: expect.objectContaining({ number: kept.key, paid: true }) },
  ]);
  expect(await person.call('runFlowTests', { params: { id } })).toEqual({
    items: [{ no: 1, name: 'A paid order', ok: true, failures: [] }],
  });
});

it('a draft that breaks a test is not published, and the answer shows how', async () => {
  const { person, id, kept } = await flowWithTest();
  await changeNumber(person, id, '"X" & number');
  const refused = await person.ask('publishFlow', { params: { id }, body: { note: 'new numbers' } });
  const differences = [{ path: ['number'], before: kept.key, after: `X${kept.key}` }];
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'flow-tests-failed', current: { tests: [{ no: 1, failures: [{ node: 'send', differences }] }] } },
  });
  expect(await person.call('getFlow', { params: { id } })).toMatchObject({ publishedVersion: 1 });
});

it('an expert may publish it all the same, with a note that says why', async () => {
  const { person, id } = await flowWithTest();
  await changeNumber(person, id, '"X" & number');
  expect((await person.ask('publishFlow', { params: { id }, body: { despiteTests: true } })).status).toBe(400);
  const body = { despiteTests: true, note: 'The books want an X' };
  expect(await person.call('publishFlow', { params: { id }, body })).toMatchObject({ publishedVersion: 2 });
});

it('what the draft makes now can be accepted as what is expected', async () => {
  const { person, id, kept } = await flowWithTest();
  await changeNumber(person, id, '"X" & number');
  const params = { id, test: kept.no };
  const accepted = await person.call('changeFlowTest', { params, body: { accept: true } });
  expect(accepted.expected[0]?.content).toMatchObject({ number: `X${kept.key}` });
  expect(await person.call('publishFlow', { params: { id }, body: {} })).toMatchObject({ publishedVersion: 2 });
});

it('fields that may differ do not fail a test', async () => {
  const { person, id, kept } = await flowWithTest(['number']);
  await changeNumber(person, id, '"X" & number');
  expect((await person.call('runFlowTests', { params: { id } })).items[0]?.ok).toBe(true);
  const body = { ignored: [], name: 'Strict' };
  await person.call('changeFlowTest', { params: { id, test: kept.no }, body });
  expect((await person.call('runFlowTests', { params: { id } })).items[0]).toMatchObject({ name: 'Strict', ok: false });
  await person.call('deleteFlowTest', { params: { id, test: kept.no } });
  expect((await person.call('listFlowTests', { params: { id } })).items).toEqual([]);
});

it('a test of another flow, or of a record that does not exist, is not kept', async () => {
  const { person, id } = await flowWithTest();
  const other = await flowWithTest();
  const { items } = await other.person.call('searchRecords', { query: {} });
  const foreign = { run: items[0]?.run ?? '', no: 0, name: 'Not mine' };
  expect((await person.ask('keepFlowTest', { params: { id }, body: foreign })).status).toBe(404);
});
