import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import type { Graph } from '#flows/graph.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
let connections: { shop: string; books: string };
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());
beforeEach(async () => {
  person = await koppel.person('expert');
  connections = {
    shop: await connectSandbox(person, 'myonlinestore'),
    books: await connectSandbox(person, 'accountview'),
  };
});

const act = (name: string, action: string, body: Record<string, string | number | boolean>) =>
  person.call('actOnSandbox', { params: { name, action }, body });

async function turnedOn(template: string, change: (graph: Graph) => Graph = (graph) => graph) {
  const { id, draft } = await person.call('createFlow', { body: { template, connections } });
  const body = { graph: change(draft.graph), revision: draft.revision };
  await person.call('saveDraft', { params: { id }, body });
  await person.call('publishFlow', { params: { id }, body: {} });
  return {
    async run() {
      return (await runNow(person, id)).counts;
    },
  };
}

const Received = z.object({ what: z.string(), id: z.string(), body: z.string().transform((it) => JSON.parse(it)) });
async function shopGot() {
  const { items } = await person.call('listReceived', { params: { name: 'myonlinestore' } });
  return items.map((item) => Received.parse(item));
}

test('stock that changes in the books stands in the shop after the next run, and nothing else is written', async () => {
  const flow = await turnedOn('stock-to-shop');
  expect(await flow.run()).toMatchObject({ read: 12, sent: 8, leftOut: 4 });
  await act('accountview', 'change-stock', { code: 'KAARS-XL', stock: 71 });
  const before = (await shopGot()).length;
  expect(await flow.run()).toMatchObject({ sent: 1 });
  expect((await shopGot()).slice(before)).toEqual([{ what: 'PATCH article', id: 'KAARS-XL', body: { stock: 71 } }]);
});

test('an article of the books becomes a product of the shop, its variant a choice, and a new price goes over the old', async () => {
  await act('accountview', 'add-article', {
    code: 'VAAS-WIT',
    description: 'Vaas wit',
    price: 34.5,
    ean: '2000000000107',
  });
  const green = {
    code: 'TAS-GROEN',
    description: 'Tas groen',
    ean: '2000000000114',
    main: 'TAS-ROOD',
    option: 'groen',
  };
  await act('accountview', 'add-article', green);
  const flow = await turnedOn('products-to-shop');
  expect(await flow.run()).toMatchObject({ sent: 10, attention: 0 });
  const made = (await shopGot()).filter(({ what }) => what === 'POST article');
  expect(made).toMatchObject([{ id: 'VAAS-WIT', body: { name: 'Vaas wit', price: { default: 34.5 } } }]);
  expect(await shopGot()).toContainEqual(expect.objectContaining({ what: 'POST list options', id: 'Kleur' }));
  await act('accountview', 'add-article', {
    code: 'VAAS-WIT',
    description: 'Vaas wit',
    price: 29,
    ean: '2000000000107',
  });
  expect(await flow.run()).toMatchObject({ sent: 1 });
  expect((await shopGot()).at(-1)).toMatchObject({ id: 'VAAS-WIT', body: { price: { default: 29 } } });
});

/** The template's last two steps as a person would set them: by status in place of paid, and invoices in place of orders. */
const invoicesByStatus = (status: string) => (graph: Graph) => ({
  ...graph,
  nodes: graph.nodes.map((node) => {
    const { options: _, ...settings } = node.settings;
    const conditions = [{ field: 'status', is: 'is', value: status }];
    if (node.kind === 'filter')
      return { ...node, settings: { rule: { mode: 'conditions', match: 'all', conditions } } };
    return node.kind === 'target'
      ? { ...node, settings: { ...settings, operation: 'sales-invoices', options: {} } }
      : node;
  }),
});

test('orders of a chosen status become invoices, each once, with their payment method from the list', async () => {
  const flow = await turnedOn('orders-to-accounting', invoicesByStatus('3'));
  const first = await flow.run();
  await act('myonlinestore', 'place-order', { paid: true });
  const { key } = await act('myonlinestore', 'place-order', { paid: true });
  expect(await flow.run()).toMatchObject({ sent: 0 });
  await act('myonlinestore', 'change-status', { number: key, status: 'shipped' });
  expect(await flow.run()).toMatchObject({ sent: 1 });
  const { items } = await person.call('listReceived', { params: { name: 'accountview' } });
  const invoices = items.filter(({ what }) => what === 'DJ2');
  expect(invoices).toHaveLength(first.sent + 1);
  expect(invoices.at(-1)?.body).toMatchObject({ header: { INV_NR: key, PAY_TYPE: 'IDEAL' } });
});
