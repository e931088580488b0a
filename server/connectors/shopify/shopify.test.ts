import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrial } from '#server/sandboxes/trial.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';
import { refusalIn } from '../kit/refusals.ts';
import { adminApi, Settings } from './admin-api.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  // The pace that the warehouse is assumed to want has its own tests; here it would only be waited for.
  const warehouse = koppel.services.connectors.get('stoqflow');
  if (warehouse) delete warehouse.budget;
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

async function turnedOn(template: string) {
  const connections = {
    shop: await connectSandbox(person, 'shopify'),
    warehouse: await connectSandbox(person, 'stoqflow'),
  };
  const { id } = await person.call('createFlow', { body: { template, connections } });
  await person.call('publishFlow', { params: { id }, body: {} });
  return async () => {
    const started = await runNow(person, id);
    const { items } = await person.call('listRunRecords', { params: { id: started.id }, query: {} });
    return new Map(items.map(({ key, outcome, problem }) => [key, problem?.code ?? outcome]));
  };
}

test('stock that changed in the warehouse stands in the shop; what the shop does not sell needs a person', async () => {
  const run = await turnedOn('stoqflow-stock-to-shopify');
  await run();
  await person.call('actOnSandbox', {
    params: { name: 'stoqflow', action: 'change-stock' },
    body: { sku: 'LAMP-KOPER', stock: 640 },
  });
  const outcomes = await run();
  expect(outcomes.get('LAMP-KOPER')).toBe('sent');
  expect(outcomes.get('KRUK-EIKEN')).toBe('already-there');
  expect(outcomes.get('MUTS-GRIJS')).toBe('shopify.product-unknown');
  const { items } = await person.call('listReceived', { params: { name: 'shopify' } });
  expect(items.at(-1)?.body).toMatchObject({ sku: 'LAMP-KOPER' });
});

test('paid orders of the shop are to be picked in the warehouse, and a new one follows', async () => {
  const run = await turnedOn('shopify-orders-to-stoqflow');
  const first = [...(await run()).values()];
  expect(first.filter((outcome) => outcome === 'sent')).toHaveLength(10);
  expect(first.filter((outcome) => outcome === 'left-out')).toHaveLength(2);
  const { key } = await person.call('actOnSandbox', { params: { name: 'shopify', action: 'place-order' }, body: {} });
  expect((await run()).get(key)).toBe('sent');
  const { items } = await person.call('listReceived', { params: { name: 'stoqflow' } });
  expect(items.at(-1)?.body).toMatchObject({ origin: { number: key }, client_info: { city: 'Amsterdam' } });
});

test('a location that the shop does not have is named beside those that it has', async () => {
  const trial = await startTrial('shopify');
  try {
    const { stock } = trial.connector.targets;
    const send = stock?.write(trial.context, { location: 'Zolder' }, { sku: 'TAS-ROOD', stock: 1 }, 'TAS-ROOD');
    await expect(send).rejects.toMatchObject({
      problem: { code: 'shopify.choose-location', params: { wanted: 'Zolder', names: 'Magazijn' } },
    });
  } finally {
    await trial.close();
  }
});

test.each([
  [200, { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] }, 'system.later'],
  [200, { errors: [{ message: 'Access denied', extensions: { code: 'ACCESS_DENIED' } }] }, 'shopify.not-allowed'],
  [200, { data: { inventorySetQuantities: { userErrors: [{ message: 'Not stocked' }] } } }, 'shopify.refused'],
  [401, { errors: '[API] Invalid API key or access token' }, 'shopify.key-refused'],
  [404, { errors: 'Not Found' }, 'shopify.no-shop'],
  [200, { data: { inventorySetQuantities: { userErrors: [] } } }, undefined],
])('an answer of %i with %j is told from a good one', (status, body, code) => {
  const text = JSON.stringify(body);
  const json = () => {
    throw new Error('a refusal is told from the text');
  };
  const answer = { status, headers: {}, text, excerpt: text, json };
  expect(refusalIn(answer, adminApi.description.refusals ?? {})?.problem.code).toBe(code);
});

test.each(['https://my-shop.myshopify.com/admin', 'My-Shop', 'my-shop.myshopify.com'])(
  '"%s" names the shop',
  (shop) => {
    expect(Settings.parse({ shop }).shop).toBe('my-shop');
  },
);
