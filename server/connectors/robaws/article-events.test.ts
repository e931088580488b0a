import { afterAll, beforeAll, expect, test } from 'vitest';
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

const act = (action: string, body: Record<string, string | number | boolean>) =>
  person.call('actOnSandbox', { params: { name: 'robaws', action }, body });

async function outcomesOf(flow: string, key: string, times: number) {
  for (;;) {
    const { items } = await person.call('searchRecords', { query: { q: key, flow } });
    const ended = items.filter(({ outcome }) => outcome !== 'waiting').map(({ outcome }) => outcome);
    if (ended.length >= times) return ended;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('an article that changes in Robaws is at ProductFlow at once, and one without its tick stays out', async () => {
  const robaws = await connectSandbox(person, 'robaws');
  const connections = { robaws, marketplaces: await connectSandbox(person, 'productflow') };
  const { id } = await person.call('createFlow', { body: { template: 'robaws-articles-to-productflow', connections } });
  const { draft } = await person.call('getFlow', { params: { id } });
  const source = draft.graph.nodes.find(({ kind }) => kind === 'source');
  if (!source) throw new Error('the flow has no source');
  source.settings = { ...source.settings, operation: 'article-events', everyMinutes: null };
  await person.call('saveDraft', { params: { id }, body: draft });
  await person.call('publishFlow', { params: { id }, body: {} });
  await person.call('turnOn', { params: { id }, body: { from: 'now' } });
  const { path, code } = await person.call('getInbox', { params: { id: robaws } });
  expect(JSON.parse(code ?? '')).toMatchObject({ url: expect.stringContaining(path) });
  await act('register-webhook', { address: home + path });
  await act('change-stock', { number: 'SKU-012', stock: 3 });
  await act('change-stock', { number: 'SKU-001', stock: 77 });
  expect(await outcomesOf(id, '20401', 1)).toEqual(['sent']);
  const { items: received } = await person.call('listReceived', { params: { name: 'productflow' } });
  expect(JSON.stringify(received)).toContain('77');
  expect((await person.call('searchRecords', { query: { q: '20412', flow: id } })).items).toEqual([]);
  await act('change-article', { number: 'SKU-001', name: 'Kruk, geolied', salePrice: 31, ticked: true });
  expect(await outcomesOf(id, '20401', 2)).toHaveLength(2);
  // Neither an older message of theirs nor one of somebody else is taken.
  const { receiving, sandbox } = koppel.services.connectors.get('robaws') ?? {};
  const settings = (await sandbox?.settings('http://127.0.0.1:1/robaws')) ?? {};
  const send = async (given: Record<string, unknown>, at: Date) => {
    const { headers = {}, body = '' } = receiving?.sample(given, 1, at) ?? {};
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value ?? '']));
    return (await koppel.app.inject({ method: 'POST', url: path, headers: flat, payload: body })).statusCode;
  };
  expect(await send(settings, new Date())).toBe(202);
  expect(await send(settings, new Date(Date.now() - 600_000))).toBe(401);
  expect(await send({ ...settings, webhookSecret: 'another' }, new Date())).toBe(401);
});
