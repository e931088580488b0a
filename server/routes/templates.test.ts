import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('merchant');
});
afterAll(() => koppel.stop());

const robaws = 'marketplace-orders-to-robaws';

it('a template asks at most three questions, each an option of one of its steps, with a proposal', async () => {
  const { items } = await person.call('listTemplates', {});
  for (const { questions } of items) expect(questions.length).toBeLessThanOrEqual(3);
  const asked = items.find(({ id }) => id === robaws)?.questions ?? [];
  expect(
    asked.map(({ node, slot, field, value, example }) => ({ node, slot, name: field.name, value, example })),
  ).toEqual([
    { node: 'send-orders', slot: expect.any(String), name: 'client', value: null, example: '845' },
    { node: 'send-orders', slot: expect.any(String), name: 'location', value: '', example: null },
    { node: 'get-orders', slot: expect.any(String), name: 'from', value: null, example: null },
  ]);
});

it('an answer becomes the option of its step; what a template does not ask is refused', async () => {
  const { items } = await person.call('listTemplates', {});
  const template = items.find(({ id }) => id === robaws);
  const connections: Record<string, string> = {};
  for (const [slot, { connector }] of Object.entries(template?.slots ?? {}))
    connections[slot] = await connectSandbox(person, connector);
  const make = (answers: Record<string, Record<string, string>>) =>
    person.ask('createFlow', { body: { template: robaws, connections, answers } });
  const made = await person.call('createFlow', {
    body: { template: robaws, connections, answers: { 'send-orders': { client: '77', location: 'North' } } },
  });
  const target = made.draft.graph.nodes.find(({ id }) => id === 'send-orders');
  expect(target?.settings.options).toMatchObject({ client: '77', location: 'North' });
  expect(await make({ 'send-orders': { company: '5' } })).toMatchObject({
    status: 400,
    body: { code: 'invalid-input' },
  });
  expect(await make({ 'get-orders': { client: '5' } })).toMatchObject({ status: 400 });
});
