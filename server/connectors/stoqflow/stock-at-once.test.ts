import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlowNode } from '#flows/graph.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
let home: string;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
  home = await koppel.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => koppel.stop());

const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings']): FlowNode => ({
  ...{ id, kind, settings, position: { x: 0, y: 0 } },
});

async function outcomesOf(flow: string, key: string, times: number) {
  for (;;) {
    const { items } = await person.call('searchRecords', { query: { q: key, flow } });
    const ended = items.filter(({ outcome }) => outcome !== 'waiting').map(({ outcome }) => outcome);
    if (ended.length >= times) return ended;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('stock that changes in Stoqflow stands at bol at once, as it is now and not as a message says', async () => {
  const [warehouse, bol] = [await connectSandbox(person, 'stoqflow'), await connectSandbox(person, 'bol')];
  const rows = [
    { to: 'sku', from: 'sku' },
    { to: 'amount', from: 'available' },
  ];
  const graph = {
    nodes: [
      step('get', 'source', { connection: warehouse, operation: 'stock-changes', options: {}, everyMinutes: null }),
      step('match', 'datamapper', { mapping: { mode: 'rows', rows } }),
      step('send', 'target', { connection: bol, operation: 'offer-stock', options: { alreadyReserved: true } }),
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'send' },
    ],
  };
  const { id } = await person.call('createFlow', { body: { name: 'Stock at once', graph } });
  await person.call('publishFlow', { params: { id }, body: {} });
  await person.call('turnOn', { params: { id }, body: { from: 'now' } });
  const { path } = await person.call('getInbox', { params: { id: warehouse } });
  const act = (action: string, body: Record<string, string | number>) =>
    person.call('actOnSandbox', { params: { name: 'stoqflow', action }, body });
  await act('set-webhook', { address: home + path });
  await act('change-stock', { sku: 'SJAAL-WOL', stock: 640 });
  expect(await outcomesOf(id, 'SJAAL-WOL', 1)).toEqual(['sent']);
  const atBol = async () => {
    const { items } = await person.call('listSandboxes', {});
    const offers = items.find(({ name }) => name === 'bol')?.tables.find((table) => table.id === 'offers')?.rows;
    return Number(offers?.find(({ reference }) => reference === 'SJAAL-WOL')?.stock);
  };
  const stock = await atBol();
  expect(stock).toBeGreaterThan(600);
  // Somebody else knows the address: of what they say only the SKU is believed.
  const payload = { sku: 'SJAAL-WOL', available: 1, updated_at: '2099-01-01T00:00:00Z' };
  const answer = await koppel.app.inject({ method: 'POST', url: path, payload });
  expect(answer.statusCode).toBe(202);
  expect(await outcomesOf(id, 'SJAAL-WOL', 2)).toEqual(['already-there', 'sent']);
  expect(await atBol()).toBe(stock);
  await act('change-stock', { sku: 'SJAAL-WOL', stock: 30 });
  expect(await outcomesOf(id, 'SJAAL-WOL', 3)).toEqual(['sent', 'already-there', 'sent']);
});

test('what is no stock is heard and not kept, and what is no JSON is refused', async () => {
  const connection = await connectSandbox(person, 'stoqflow');
  const { path } = await person.call('getInbox', { params: { id: connection } });
  const send = async (payload: string) => {
    const headers = { 'content-type': 'application/json' };
    return (await koppel.app.inject({ method: 'POST', url: path, headers, payload })).statusCode;
  };
  expect(await send('{"_id":"x","order_items":[]}')).toBe(202);
  expect(await send('no json')).toBe(400);
  expect((await person.call('getInbox', { params: { id: connection } })).arrived).toBe(0);
});
