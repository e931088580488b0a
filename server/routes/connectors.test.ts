import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('merchant');
});
afterAll(() => koppel.stop());

it('each operation says how well its contract is known, and from where', async () => {
  const { items } = await person.call('listConnectors', {});
  const shop = items.find(({ id }) => id === 'myonlinestore');
  expect(shop?.sources.orders).toMatchObject({
    confidence: 'documented',
    factsFrom: 'MyOnlineStore Connect API (OpenAPI)',
  });
});

it('a form is filled from a description of the API; what is none is refused, and most connectors read none', async () => {
  const ask = (name: string, description: string) =>
    person.ask('suggestOptions', { params: { name }, body: { description } });
  const description = JSON.stringify({ openapi: '3.1.0', paths: { '/orders': { post: { summary: 'Place' } } } });
  expect(await ask('http', description)).toMatchObject({
    status: 200,
    body: { items: [{ side: 'target', operation: 'json', title: 'POST /orders Place' }] },
  });
  expect(await ask('http', 'openapi: 3.1.0')).toMatchObject({ status: 400, body: { code: 'no-description' } });
  expect((await ask('csv', description)).status).toBe(404);
  expect((await ask('nobody', description)).status).toBe(404);
});
