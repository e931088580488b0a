import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { startDueFlows } from '#server/jobs/schedule.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow, untilEnded } from '#server/testing/running-koppel.ts';

/** The flows between bol and Stoqflow as a person turns them on, one after another, in one pair of accounts. */
let koppel: RunningKoppel;
let person: Person;
let connections: { bol: string; warehouse: string };
beforeAll(async () => {
  koppel = await runKoppel();
  // The pace that Stoqflow is assumed to want has its own tests; here it would only be waited for.
  const warehouse = koppel.services.connectors.get('stoqflow');
  if (warehouse) delete warehouse.budget;
  person = await koppel.person('admin');
  connections = { bol: await connectSandbox(person, 'bol'), warehouse: await connectSandbox(person, 'stoqflow') };
});
afterAll(() => koppel.stop());

const long = { timeout: 60_000 };
const flows = new Map<string, string>();

async function flowOf(template: string): Promise<string> {
  const known = flows.get(template);
  if (known) return known;
  const made = await person.call('createFlow', { body: { template, connections } });
  await person.call('publishFlow', { params: { id: made.id }, body: {} });
  flows.set(template, made.id);
  return made.id;
}

/** Changes options of a step and publishes that. */
async function choose(template: string, step: string, options: Record<string, string>) {
  const id = await flowOf(template);
  const { draft } = await person.call('getFlow', { params: { id } });
  const node = draft.graph.nodes.find((it) => it.id === step);
  if (!node) throw new Error(`there is no step ${step}`);
  const before = z.record(z.string(), z.unknown()).parse(node.settings.options);
  node.settings = { ...node.settings, options: { ...before, ...options } };
  await person.call('saveDraft', { params: { id }, body: draft });
  await person.call('publishFlow', { params: { id }, body: {} });
}

async function run(template: string) {
  const id = await flowOf(template);
  const ended = await runNow(person, id);
  return { ...ended, outcomes: await outcomesOf(ended.id) };
}

async function outcomesOf(id: string) {
  const { items } = await person.call('listRunRecords', { params: { id }, query: {} });
  return new Map(items.map(({ key, outcome, problem }) => [key, problem ? `${outcome} ${problem.code}` : outcome]));
}

const act = async (name: 'bol' | 'stoqflow', action: string, body: Record<string, string | number | boolean> = {}) =>
  (await person.call('actOnSandbox', { params: { name, action }, body })).key;

async function table(name: string, id: string) {
  const { items } = await person.call('listSandboxes', {});
  return items.find((it) => it.name === name)?.tables.find((it) => it.id === id)?.rows ?? [];
}
const atBol = async (order: string) => (await table('bol', 'orders')).find((row) => row.order === order);
const parcelsAtBol = async (order: string) => (await table('bol', 'shipments')).filter((row) => row.order === order);
const inWarehouse = async (order: string) => (await table('stoqflow', 'orders')).filter((row) => row.origin === order);

test('both accounts are connected, and the checks count what they found', async () => {
  for (const id of Object.values(connections)) {
    const { state, checks } = await person.call('checkConnection', { params: { id } });
    expect(state).toBe('working');
    expect(checks.map(({ count }) => count)).toEqual([
      undefined,
      undefined,
      ...(id === connections.bol ? [10, 12] : [1, 2]),
    ]);
  }
});

test(
  'products are taken over once: SKU from the reference, else from the EAN, and what is known is left as it is',
  long,
  async () => {
    const { counts } = await run('bol-products-to-stoqflow');
    expect(counts).toMatchObject({ read: 12, sent: 11, leftOut: 1, attention: 0 });
    const products = (await table('stoqflow', 'products')).map(({ sku, ean }) => `${sku} ${ean}`);
    expect(products).toContain('TAS-ROOD 8712345000011');
    expect(products).toContain('KAARS-WIT 8712345000073');
    expect(products).toContain('8712345000080 8712345000080');
    expect(products).toHaveLength(17);
    expect((await run('bol-products-to-stoqflow')).counts).toMatchObject({ sent: 0, alreadyThere: 11 });
  },
);

test('outstanding orders are taken over, and new ones follow within minutes', long, async () => {
  const id = await flowOf('bol-orders-to-stoqflow');
  await person.call('turnOn', { params: { id }, body: { from: 'start' } });
  await startDueFlows(koppel.services);
  const [first] = (await person.call('listRuns', { query: { flow: id } })).items;
  const { counts } = await untilEnded(person, first?.id ?? '');
  expect(counts).toMatchObject({ read: 11, sent: 8, leftOut: 3, attention: 0 });
  expect(await inWarehouse('2000000000')).toMatchObject([
    { shop: 'bol.com', status: 'ready-to-pick', items: '1 × Tas rood, 1 × Lamp koper' },
  ]);
  const key = await act('bol', 'place-order', { sku: 'VAAS-GROEN', quantity: 2 });
  const inSixMinutes = new Date(Date.now() + 6 * 60_000);
  await startDueFlows({ ...koppel.services, now: () => inSixMinutes });
  const [next] = (await person.call('listRuns', { query: { flow: id } })).items;
  expect((await untilEnded(person, next?.id ?? '')).counts).toMatchObject({ sent: 1 });
  expect(await inWarehouse(key)).toMatchObject([{ items: '2 × Vaas groen glas' }]);
  await person.call('turnOff', { params: { id } });
});

test('a completed order is reported to bol with the code of its carrier, and not before', long, async () => {
  expect((await run('stoqflow-shipments-to-bol')).counts).toMatchObject({ read: 0 });
  await act('stoqflow', 'complete-order', { order: '2000000000', carrier: 'PostNL', tracking: '3SKOPPEL1' });
  const { outcomes } = await run('stoqflow-shipments-to-bol');
  expect(outcomes).toEqual(new Map([['2000000000', 'sent']]));
  expect(await parcelsAtBol('2000000000')).toMatchObject([{ carrier: 'TNT', tracking: '3SKOPPEL1' }]);
  expect(await atBol('2000000000')).toMatchObject({ open: false, shipped: 2 });
});

test('a split order waits for its last part, and is then two parcels', long, async () => {
  const order = await act('bol', 'place-order', { sku: 'TAS-BLAUW', quantity: 3 });
  await run('bol-orders-to-stoqflow');
  await act('stoqflow', 'split-order', { order });
  await act('stoqflow', 'complete-order', { order, carrier: 'bpost' });
  expect((await run('stoqflow-shipments-to-bol')).outcomes.get(order)).toBe('left-out');
  expect(await parcelsAtBol(order)).toEqual([]);
  await act('stoqflow', 'complete-order', { order, carrier: 'DPD' });
  expect((await run('stoqflow-shipments-to-bol')).outcomes.get(order)).toBe('sent');
  expect(new Set((await parcelsAtBol(order)).map(({ carrier }) => carrier))).toEqual(new Set(['BPOST_BE', 'DPD-NL']));
  expect(await atBol(order)).toMatchObject({ open: false, shipped: 3 });
});

test(
  'a split order of which one part was canceled is shipped for the other part, and the rest is canceled',
  long,
  async () => {
    const order = await act('bol', 'place-order', { sku: 'MUTS-GRIJS', quantity: 2 });
    await run('bol-orders-to-stoqflow');
    await act('stoqflow', 'split-order', { order });
    await act('stoqflow', 'complete-order', { order });
    await act('stoqflow', 'cancel-order', { order });
    await run('stoqflow-shipments-to-bol');
    expect((await run('stoqflow-cancellations-to-bol')).outcomes.get(order)).toBe('sent');
    expect(await atBol(order)).toMatchObject({ open: false, shipped: 1, cancelled: 1 });
  },
);

test('a carrier without a translation needs attention, and goes on once somebody has added it', long, async () => {
  await act('stoqflow', 'complete-order', { order: 'A2K0100001', carrier: 'Mondial Relay' });
  const { id, outcomes } = await run('stoqflow-shipments-to-bol');
  expect(outcomes.get('A2K0100001')).toBe('attention mapping.value-unknown');
  const [carriers] = (await person.call('listValueTables', {})).items;
  expect(carriers).toMatchObject({ name: 'Carriers at bol' });
  const row = { from: 'Mondial Relay', to: 'OTHER' };
  await person.call('addTableRow', { params: { id: carriers?.id ?? '' }, body: row });
  const { runs } = await person.call('replay', { body: { run: id, from: 'failed' } });
  await untilEnded(person, runs[0]?.id ?? '');
  expect(await parcelsAtBol('A2K0100001')).toMatchObject([{ carrier: 'OTHER' }]);
});

test(
  'an instruction that bol fails to carry out needs attention, and is sent anew when a person says so',
  long,
  async () => {
    await act('bol', 'fail-next');
    await act('stoqflow', 'complete-order', { order: 'A2K0100003' });
    const { id, outcomes } = await run('stoqflow-shipments-to-bol');
    expect(outcomes.get('A2K0100003')).toBe('attention bol.process-failed');
    const { runs } = await person.call('replay', { body: { run: id, from: 'failed' } });
    await untilEnded(person, runs[0]?.id ?? '');
    expect(await parcelsAtBol('A2K0100003')).toHaveLength(1);
  },
);

test('canceled in Stoqflow is canceled at bol, unless that is chosen otherwise; deleted never is', long, async () => {
  await act('stoqflow', 'delete-order', { order: '2000000006' });
  await act('stoqflow', 'cancel-order', { order: '2000000008' });
  await choose('stoqflow-cancellations-to-bol', 'get-orders', { canceled: 'keep' });
  expect((await run('stoqflow-cancellations-to-bol')).outcomes.get('2000000008')).toBe('left-out');
  expect(await atBol('2000000008')).toMatchObject({ open: true });
  await choose('stoqflow-cancellations-to-bol', 'get-orders', { canceled: 'tell' });
  const { outcomes } = await run('stoqflow-cancellations-to-bol');
  expect(outcomes.get('2000000008')).toBe('sent');
  expect(outcomes.has('2000000006')).toBe(false);
  expect(await atBol('2000000008')).toMatchObject({ open: false, cancelled: 3 });
  expect(await atBol('2000000006')).toMatchObject({ open: true, cancelled: 0 });
});

test(
  'canceled at bol is canceled in Stoqflow, and that does not come back to bol as an instruction',
  long,
  async () => {
    await act('bol', 'cancel-order', { order: '2000000002' });
    await act('stoqflow', 'complete-order', { order: 'A2K0100005' });
    await act('bol', 'cancel-order', { order: 'A2K0100005' });
    const { outcomes } = await run('bol-cancellations-to-stoqflow');
    expect(outcomes.get('2000000002')).toBe('sent');
    expect(outcomes.get('A2K0100005')).toBe('attention stoqflow.already-shipped');
    expect(await inWarehouse('2000000002')).toMatchObject([{ status: 'canceled' }]);
    expect((await run('stoqflow-cancellations-to-bol')).outcomes.get('2000000002')).toBe('already-there');
  },
);

test(
  'stock that changed in the warehouse stands at bol, and what bol does not sell needs attention',
  long,
  async () => {
    await act('stoqflow', 'change-stock', { sku: 'SJAAL-WOL', stock: 640 });
    const { outcomes } = await run('stoqflow-stock-to-bol');
    expect(outcomes.get('SJAAL-WOL')).toBe('sent');
    expect(outcomes.get('LOS-0007')).toBe('attention bol.offer-unknown');
    const scarf = (await table('bol', 'offers')).find(({ reference }) => reference === 'SJAAL-WOL');
    expect(Number(scarf?.stock)).toBeGreaterThan(600);
  },
);
