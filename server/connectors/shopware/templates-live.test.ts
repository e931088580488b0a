import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow, untilEnded } from '#server/testing/running-koppel.ts';
import { idOf } from './sandbox/world.ts';
import { writtenEvent } from './webhooks.ts';

/** The flows of a Shopware shop as a person turns them on, in one set of accounts. */
let koppel: RunningKoppel;
let person: Person;
let accounts: { shop: string; books: string; warehouse: string };
beforeAll(async () => {
  koppel = await runKoppel();
  // The pace that the warehouse is assumed to want has its own tests; here it would only be waited for.
  const warehouse = koppel.services.connectors.get('stoqflow');
  if (warehouse) delete warehouse.budget;
  person = await koppel.person('admin');
  accounts = {
    shop: await connectSandbox(person, 'shopware'),
    books: await connectSandbox(person, 'accountview'),
    warehouse: await connectSandbox(person, 'stoqflow'),
  };
});
afterAll(() => koppel.stop());

const long = { timeout: 60_000 };
const flows = new Map<string, string>();

async function flowOf(template: string): Promise<string> {
  const known = flows.get(template);
  if (known) return known;
  const { items } = await person.call('listTemplates', {});
  const slots = Object.keys(items.find(({ id }) => id === template)?.slots ?? {});
  const connections = Object.fromEntries(Object.entries(accounts).filter(([slot]) => slots.includes(slot)));
  const made = await person.call('createFlow', { body: { template, connections } });
  await person.call('publishFlow', { params: { id: made.id }, body: {} });
  flows.set(template, made.id);
  return made.id;
}

async function run(template: string) {
  const id = await flowOf(template);
  const { id: started, counts } = await runNow(person, id);
  const { items } = await person.call('listRunRecords', { params: { id: started }, query: {} });
  const outcomes = new Map(items.map(({ key, outcome, problem }) => [key, problem?.code ?? outcome]));
  return { counts, outcomes };
}

const act = async (name: string, action: string, body: Record<string, string | number | boolean> = {}) =>
  (await person.call('actOnSandbox', { params: { name, action }, body })).key;

async function table(name: string, id: string) {
  const { items } = await person.call('listSandboxes', {});
  return items.find((it) => it.name === name)?.tables.find((it) => it.id === id)?.rows ?? [];
}
const inShop = async (orderNumber: string) =>
  (await table('shopware', 'orders')).find((row) => row.orderNumber === orderNumber);

test('paid orders of the shop are sales orders of the books, and one that is paid later follows', long, async () => {
  const first = await run('shopware-orders-to-accounting');
  expect(first.counts).toMatchObject({ read: 12, sent: 10, leftOut: 2, attention: 0 });
  await act('shopware', 'pay-order', { orderNumber: '10005' });
  const { outcomes, counts } = await run('shopware-orders-to-accounting');
  expect(counts).toMatchObject({ sent: 1, alreadyThere: 10 });
  expect(outcomes.get('10005')).toBe('sent');
  const { items } = await person.call('listReceived', { params: { name: 'accountview' } });
  const orders = items.filter(({ what }) => what === 'SO1').map(({ body }) => JSON.stringify(body));
  expect(orders).toHaveLength(11);
  expect(orders.at(-1)).toContain('10005');
});

test(
  'an order travels to the warehouse, and its track & trace comes back without a mail to the customer',
  long,
  async () => {
    const order = await act('shopware', 'place-order', { productNumber: 'SJAAL-WOL', quantity: 2 });
    expect((await run('shopware-orders-to-stoqflow')).outcomes.get(order)).toBe('sent');
    expect((await table('stoqflow', 'orders')).find((row) => row.origin === order)).toMatchObject({ shop: 'Webshop' });
    await act('stoqflow', 'complete-order', { order, carrier: 'PostNL', tracking: '3SKOPPEL1' });
    expect((await run('stoqflow-shipments-to-shopware')).outcomes.get(order)).toBe('sent');
    expect(await inShop(order)).toMatchObject({ delivery: 'shipped', state: 'open', codes: '3SKOPPEL1' });
    expect(await table('shopware', 'mails')).toEqual([]);
  },
);

test('codes join those that somebody has put in by hand, and what is shipped stays shipped', long, async () => {
  const order = await act('shopware', 'place-order', {});
  await run('shopware-orders-to-stoqflow');
  await act('shopware', 'ship-order', { orderNumber: order });
  await act('stoqflow', 'complete-order', { order, tracking: '3SKOPPEL2' });
  expect((await run('stoqflow-shipments-to-shopware')).outcomes.get(order)).toBe('sent');
  expect(await inShop(order)).toMatchObject({ delivery: 'shipped', codes: '3SHAND0000001, 3SKOPPEL2' });
});

test(
  'stock that changed in the warehouse stands in the shop; what the shop does not sell needs a person',
  long,
  async () => {
    await run('stoqflow-stock-to-shopware');
    await act('stoqflow', 'change-stock', { sku: 'KRUK-EIKEN', stock: 640 });
    const { outcomes } = await run('stoqflow-stock-to-shopware');
    expect(outcomes.get('KRUK-EIKEN')).toBe('sent');
    expect(outcomes.get('MUTS-GRIJS')).toBe('shopware.product-unknown');
    const stool = (await table('shopware', 'products')).find(({ productNumber }) => productNumber === 'KRUK-EIKEN');
    expect(Number(stool?.stock)).toBeGreaterThan(600);
  },
);

test(
  'a new article of the books becomes a product, and a new price goes over the old one but not over the stock',
  long,
  async () => {
    const vase = { code: 'VAAS-WIT', description: 'Vaas wit', ean: '2000000000107' };
    await act('accountview', 'add-article', { ...vase, price: 34.5 });
    expect((await run('accountview-products-to-shopware')).counts).toMatchObject({ sent: 9, attention: 0 });
    const product = async () => {
      const { items } = await person.call('listReceived', { params: { name: 'shopware' } });
      return items.filter(({ body }) => JSON.stringify(body).includes('VAAS-WIT')).at(-1)?.body;
    };
    expect(await product()).toMatchObject({ name: 'Vaas wit', price: [{ net: 34.5, gross: 41.75 }] });
    await act('accountview', 'add-article', { ...vase, price: 29 });
    expect((await run('accountview-products-to-shopware')).counts).toMatchObject({ sent: 1, alreadyThere: 8 });
    expect(await product()).toMatchObject({ price: [{ net: 29, gross: 35.09 }] });
  },
);

/** The flow to the books, fed by what the shop reports instead of by looking. */
async function whenReported(): Promise<string> {
  const { shop, books } = accounts;
  const template = 'shopware-orders-to-accounting';
  const { id, draft } = await person.call('createFlow', { body: { template, connections: { shop, books } } });
  const nodes = draft.graph.nodes.map((node) =>
    node.kind === 'source'
      ? { ...node, settings: { ...node.settings, operation: 'order-events', everyMinutes: null } }
      : node,
  );
  await person.call('saveDraft', {
    params: { id },
    body: { graph: { ...draft.graph, nodes }, revision: draft.revision },
  });
  await person.call('publishFlow', { params: { id }, body: {} });
  await person.call('turnOn', { params: { id }, body: { from: 'now' } });
  return id;
}

/** The first run of a flow, once it is there and over. */
async function firstRun(flow: string) {
  for (;;) {
    const [run] = (await person.call('listRuns', { query: { flow } })).items;
    if (run) return untilEnded(person, run.id);
  }
}

test('a webhook says which order changed, and that order is fetched and sent on at once', long, async () => {
  const flow = await whenReported();
  const { path } = await person.call('getInbox', { params: { id: accounts.shop } });
  const order = await act('shopware', 'place-order', { productNumber: 'TAS-ROOD' });
  const payload = writtenEvent(idOf('order', Number(order)), 1, new Date());
  const send = async (body: object) =>
    (await koppel.app.inject({ method: 'POST', url: path, payload: body })).statusCode;
  expect(await send({ nothing: true })).toBe(400);
  expect(await send(payload)).toBe(202);
  expect(await firstRun(flow)).toMatchObject({ trigger: 'webhook', counts: { read: 1, sent: 1 } });
  expect(await send(payload)).toBe(202);
  const { items } = await person.call('listReceived', { params: { name: 'accountview' } });
  expect(items.filter(({ body }) => JSON.stringify(body).includes(order))).toHaveLength(1);
});
