import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Graph } from '#flows/graph.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';
import type { Json } from '../connector.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

/** A person with a connection to each of these stand-ins, and the ready-made flows between them. */
async function shop(slots: Record<string, string>) {
  const person = await koppel.person('expert');
  const connections: Record<string, string> = {};
  for (const [slot, connector] of Object.entries(slots)) connections[slot] = await connectSandbox(person, connector);
  return {
    person,
    async use(template: string, change: (graph: Graph) => Graph = (graph) => graph) {
      const made = await person.call('createFlow', { body: { template, connections } });
      const { revision, graph } = made.draft;
      await person.call('saveDraft', { params: { id: made.id }, body: { graph: byHand(change(graph)), revision } });
      await person.call('publishFlow', { params: { id: made.id }, body: {} });
      const flow = await person.call('turnOn', { params: { id: made.id }, body: {} });
      expect(flow).toMatchObject({ on: true });
      return () => runOf(person, flow.id);
    },
    act: (name: string, action: string, body: Record<string, Json> = {}) =>
      person.call('actOnSandbox', { params: { name, action }, body }),
  };
}

/** The clock must not be there first: each test says itself when its flow looks. */
const byHand = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((it) =>
    it.kind === 'source' ? { ...it, settings: { ...it.settings, everyMinutes: null } } : it,
  ),
});

/** Looks once more, as the clock would, and tells where each record ended. */
async function runOf(person: Person, id: string): Promise<Record<string, string>> {
  const run = await runNow(person, id);
  const { items } = await person.call('listRunRecords', { params: { id: run.id }, query: {} });
  return Object.fromEntries(items.map(({ key, outcome, problem }) => [key, problem ? problem.code : outcome]));
}

const options = (node: string, chosen: Record<string, unknown>) => (graph: Graph) => ({
  ...graph,
  nodes: graph.nodes.map((it) =>
    it.id === node
      ? {
          ...it,
          settings: { ...it.settings, options: { ...z.object({}).loose().parse(it.settings.options), ...chosen } },
        }
      : it,
  ),
});

async function received(person: Person, name: string, what: string) {
  const { items } = await person.call('listReceived', { params: { name } });
  return items.filter((it) => it.what === what).map(({ body }) => z.record(z.string(), z.json()).parse(body));
}

async function addRow(person: Person, table: string, row: { from: string; to: string }) {
  const { items } = await person.call('listValueTables', {});
  const found = items.find(({ name }) => name === table);
  if (!found) throw new Error(`there is no list ${table}`);
  await person.call('addTableRow', { params: { id: found.id }, body: row });
}

describe('between ProductFlow and Stockhub', () => {
  const slots = { marketplaces: 'productflow', warehouse: 'stockhub' };

  test('an order is placed at a marketplace, arrives in the warehouse, and its parcel is told to the marketplace', async () => {
    const { person, use, act } = await shop(slots);
    const orders = await use('marketplace-orders-to-warehouse');
    await addRow(person, 'ProductFlow sender names', { from: 'Amazon DE', to: 'Huisgoed Deutschland' });
    const { key } = await act('productflow', 'place-order', { marketplace: 'Amazon DE', sku: 'SKU-004', quantity: 2 });
    expect((await orders())[key]).toBe('sent');
    const [order] = (await received(person, 'stockhub', 'order')).filter(({ reference }) => reference === key);
    expect(order).toMatchObject({ channel_id: 2, sender_name: 'Huisgoed Deutschland', snoozed_until: null });
    expect((await orders())[key]).toBe('already-there');

    const parcels = await use('parcels-to-marketplaces');
    const parcel = await act('stockhub', 'ship-order', { reference: key, carrier: 'dhlparcel' });
    const told = await parcels();
    expect(told[parcel.key]).toBe('sent');
    expect(told['9001']).toBe('left-out');
    const confirmed = (await received(person, 'productflow', 'shipment')).find((it) => it.order === key);
    expect(confirmed).toMatchObject({ identifier: parcel.key, method: 'dhlparcel' });
  });

  test('orders of a marketplace can be left alone or snoozed, and one that nobody has decided on waits for a person', async () => {
    const { person, use, act } = await shop(slots);
    const orders = await use('marketplace-orders-to-warehouse');
    await addRow(person, 'ProductFlow marketplaces', { from: 'Amazon DE', to: 'off' });
    const amazon = await act('productflow', 'place-order', { marketplace: 'Amazon DE' });
    const kaufland = await act('productflow', 'place-order', { marketplace: 'Kaufland DE' });
    expect(await orders()).toMatchObject({ [amazon.key]: 'left-out', [kaufland.key]: 'sent' });
    const sent = (await received(person, 'stockhub', 'order')).find(({ reference }) => reference === kaufland.key);
    expect(sent?.snoozed_until).toMatch(/^2099/);
  });

  test('a carrier that is not in the list waits, and goes on once somebody has added it', async () => {
    const { person, use, act } = await shop(slots);
    const orders = await use('marketplace-orders-to-warehouse');
    const { key } = await act('productflow', 'place-order');
    await orders();
    const parcels = await use('parcels-to-marketplaces');
    const parcel = await act('stockhub', 'ship-order', { reference: key, carrier: 'Fedex' });
    expect((await parcels())[parcel.key]).toBe('mapping.value-unknown');
    await addRow(person, 'ProductFlow carriers', { from: 'Fedex', to: 'FedEx' });
    expect((await parcels())[parcel.key]).toBe('productflow.carrier-unknown');
    await addRow(person, 'ProductFlow carriers', { from: 'Fedex', to: 'other' });
    expect((await parcels())[parcel.key]).toBe('sent');
  });

  test('stock that changes in the warehouse is what the marketplaces offer', async () => {
    const { person, use, act } = await shop(slots);
    const stock = await use('warehouse-stock-to-marketplaces');
    await act('stockhub', 'change-stock', { sku: 'SKU-006', physical: 17 });
    expect((await stock())['SKU-006']).toBe('sent');
    await act('stockhub', 'change-stock', { sku: 'SKU-006', physical: 16 });
    expect((await stock())['SKU-006']).toBe('sent');
    const offers = (await received(person, 'productflow', 'offer')).filter(({ sku }) => sku === 'SKU-006');
    const first = Number(offers.at(0)?.qty_available);
    expect(Number(offers.at(-1)?.qty_available)).toBe(first - 1);
  });

  test('products go to the warehouse as the two switches say', async () => {
    const { person, use, act } = await shop(slots);
    await act('productflow', 'change-product', { sku: 'NEW-1', title: 'Something new' });
    const onlyNew = await use('marketplace-products-to-warehouse', options('send-products', { updateExisting: false }));
    expect(await onlyNew()).toMatchObject({ 'NEW-1': 'sent', 'SKU-001': 'already-there' });
    expect(await received(person, 'stockhub', 'product')).toMatchObject([{ sku: 'NEW-1', name: 'Something new' }]);
    const everything = await use('marketplace-products-to-warehouse');
    await act('productflow', 'change-product', { sku: 'SKU-002', title: 'Lamp koper' });
    expect((await everything())['SKU-002']).toBe('sent');
    expect(await received(person, 'stockhub', 'product')).toContainEqual(
      expect.objectContaining({ sku: 'SKU-002', name: 'Lamp koper' }),
    );
  });

  test('an order that is cancelled at the marketplace is cancelled in the warehouse', async () => {
    const { person, use, act } = await shop(slots);
    const { key } = await act('productflow', 'place-order');
    const orders = await use('marketplace-orders-to-warehouse');
    await orders();
    await act('productflow', 'cancel-order', { order: key });
    const cancellations = await use('marketplace-cancellations-to-warehouse');
    expect((await cancellations())[key]).toBe('sent');
    expect(await received(person, 'stockhub', 'cancellation')).toContainEqual({ reference: key });
  });
});

describe('between Robaws and ProductFlow', () => {
  const slots = { robaws: 'robaws', marketplaces: 'productflow' };

  test('ticked articles go out and their changes too; a number that is not unique or not valid says so', async () => {
    const { person, use, act } = await shop(slots);
    const articles = await use('robaws-articles-to-productflow', options('send-products', { salePrice: false }));
    expect(await articles()).toMatchObject({
      ...{ '20401': 'sent', '20409': 'productflow.sku-not-unique', '20410': 'productflow.sku-not-unique' },
      ...{ '20411': 'productflow.sku-refused' },
    });
    const offers = await received(person, 'productflow', 'offer');
    expect(offers.findLast(({ sku }) => sku === 'SKU-003')).toMatchObject({
      ...{ qty_available: '60', 'prices[EUR][cost_price]': '24.75' },
    });
    await act('robaws', 'change-stock', { number: 'SKU-003', stock: 3 });
    await act('robaws', 'renumber-article', { id: '20410', number: 'SKU-010' });
    expect(await articles()).toMatchObject({ '20403': 'sent', '20410': 'sent', '20401': 'already-there' });
    const latest = (await received(person, 'productflow', 'offer')).findLast(({ sku }) => sku === 'SKU-003');
    expect(latest).toMatchObject({ qty_available: '3' });
  });

  test('an order books stock, a shipped one is invoiced, a cancelled one is given back, and one that came cancelled does nothing', async () => {
    const { person, use, act } = await shop(slots);
    const orders = await use(
      'marketplace-orders-to-robaws',
      options('send-orders', { client: '845', location: 'Toonzaal' }),
    );
    const sold = await act('productflow', 'place-order', { sku: 'SKU-002', quantity: 2 });
    const regretted = await act('productflow', 'place-order', { sku: 'SKU-002', quantity: 1 });
    const stillborn = await act('productflow', 'place-order', { sku: 'SKU-002', cancelled: true });
    expect(await orders()).toMatchObject({
      ...{ [sold.key]: 'sent', [regretted.key]: 'sent', [stillborn.key]: 'already-there' },
    });
    await act('productflow', 'ship-order', { order: sold.key });
    await act('productflow', 'cancel-order', { order: regretted.key });
    expect(await orders()).toMatchObject({ [sold.key]: 'sent', [regretted.key]: 'sent' });
    const moved = async (order: string) =>
      (await received(person, 'robaws', 'stock change'))
        .filter(({ description }) => description === `ProductFlow ${order}`)
        .map(({ quantity, stockLocationId }) => [quantity, stockLocationId]);
    expect(await moved(sold.key)).toEqual([[-2, '2']]);
    expect(await moved(regretted.key)).toEqual([
      [-1, '2'],
      [1, '2'],
    ]);
    expect(await moved(stillborn.key)).toEqual([]);
    const invoices = await received(person, 'robaws', 'invoice');
    expect(invoices.find(({ clientReference }) => clientReference === `ProductFlow ${sold.key}`)).toMatchObject({
      clientId: '845',
      lineItems: [
        { quantity: 2, salePrice: 79.95, vatTariffId: '7' },
        { quantity: 1, salePrice: 4.95, vatTariffId: '7' },
      ],
    });
  });

  test('without a client the flow is not published', async () => {
    const { person } = await shop({});
    const connections = {
      robaws: await connectSandbox(person, 'robaws'),
      marketplaces: await connectSandbox(person, 'productflow'),
    };
    const made = await person.call('createFlow', { body: { template: 'marketplace-orders-to-robaws', connections } });
    expect(made.draft.problems).toMatchObject([{ node: 'send-orders' }]);
  });
});
