import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { Graph } from '#flows/graph.ts';
import type { Connector, Json, SourceRecord } from '#server/connectors/connector.ts';
import { defineConnector, defineSource, defineTarget } from '#server/connectors/define.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

const same = (text: string) => ({ en: text, nl: text, de: text, fr: text });
const common = { confidence: 'documented' as const, options: z.object({}) };

/** A warehouse whose stock replaces itself, and a shop that takes it; `open` lets a write through. */
function createSystem() {
  const stock = new Map<string, number>();
  const shelf = new Map<string, Json>();
  const written: Json[] = [];
  let gate = Promise.resolve();
  const read = async () => {
    const records = [...stock].map(([key, count]): SourceRecord => ({ key, title: key, body: { sku: key, count } }));
    return { records, next: null, resume: null };
  };
  const put = async (key: string, record: Json) => {
    await gate;
    shelf.set(key, record);
    written.push(record);
    return { id: `id-${key}` };
  };
  const connector: Connector = defineConnector({
    ...{ title: same('Warehouse'), about: same('A warehouse'), confidence: 'documented' },
    ...{ settings: z.object({}), howToConnect: [], problems: {}, sandbox: null },
    ...{ hosts: () => [], check: async () => [] },
    sources: {
      stock: defineSource({ ...common, title: same('stock'), samples: [], coalesce: true, read }),
      products: defineSource({ ...common, title: same('products'), samples: [], read }),
    },
    targets: {
      shelf: defineTarget({
        ...{ ...common, title: same('stock'), fields: [], schema: z.unknown(), samples: [] },
        write: (_context, _options, record, key) => put(key, record),
        update: (_context, _options, record, { key }) => put(key, record),
        read: async (_context, _options, id) => shelf.get(id.slice(3)) ?? null,
      }),
    },
  });
  const close = () => {
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  };
  return { stock, shelf, written, close, connector };
}

let koppel: RunningKoppel;
const system = createSystem();
beforeAll(async () => {
  koppel = await runKoppel({ more: new Map([['warehouse', system.connector]]) });
});
afterAll(() => koppel.stop());

/** From the warehouse to the shop, where the name is for making only. */
async function publish(person: Person, operation: 'stock' | 'products') {
  const { id: connection } = await person.call('createConnection', {
    body: { connector: 'warehouse', name: 'The warehouse', settings: {} },
  });
  const at = { x: 0, y: 0 };
  const rows = [
    { to: 'count', from: 'count' },
    { to: 'madeWith', from: 'count', when: 'create' },
  ];
  const graph: Graph = {
    nodes: [
      { id: 'get', kind: 'source', position: at, settings: { connection, operation } },
      { id: 'match', kind: 'datamapper', position: at, settings: { mapping: { mode: 'rows', rows } } },
      { id: 'send', kind: 'target', position: at, settings: { connection, operation: 'shelf' } },
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'send' },
    ],
  };
  const flow = await person.call('createFlow', { body: { name: 'Stock', graph } });
  await person.call('publishFlow', { params: { id: flow.id }, body: {} });
  return flow.id;
}

const start = (person: Person, id: string) => person.call('startRun', { params: { id }, body: { mode: 'live' } });
const run = async (person: Person, id: string) => untilEnded(person, (await start(person, id)).id);

it('what has changed is changed in the target, and the log shows what stood there, what was sent and what was done', async () => {
  const person = await koppel.person('admin');
  const flow = await publish(person, 'products');
  const counts = [];
  const ends = [];
  for (const count of [1, 1, 2]) {
    system.stock.set('BAG', count);
    const end = await run(person, flow);
    counts.push([end.counts.sent, end.counts.alreadyThere]);
    const record = await person.call('getRunRecord', { params: { id: end.id, no: 0 } });
    ends.push(record.entries.find(({ node }) => node === 'send'));
  }
  expect(counts).toEqual([
    [1, 0],
    [0, 1],
    [1, 0],
  ]);
  expect(ends[0]).toMatchObject({ made: 'created', before: null, output: { count: 1, madeWith: 1 } });
  expect(ends[1]).toMatchObject({ made: null, outcome: 'already-there' });
  expect(ends[2]).toMatchObject({ made: 'updated', before: { count: 1, madeWith: 1 }, output: { count: 2 } });
  expect(system.written.splice(0)).toEqual([{ count: 1, madeWith: 1 }, { count: 2 }]);
  system.stock.clear();
});

it('a look ahead at trying an older one again says that a newer one was sent, and forced, what would be changed', async () => {
  const person = await koppel.person('admin');
  const flow = await publish(person, 'products');
  system.stock.set('MUG', 5);
  const { id: first } = await run(person, flow);
  system.stock.set('MUG', 6);
  await run(person, flow);
  const wish = { records: [{ run: first, no: 0 }], from: 'start' as const };
  const preview = await person.call('previewReplay', { body: wish });
  expect(preview).toMatchObject({
    leftAlone: 1,
    items: [{ outcome: 'already-there', problem: { code: 'run.newer-sent' } }],
  });
  const forced = await person.call('previewReplay', { body: { ...wish, force: true } });
  expect(forced.items[0]?.targets[0]).toMatchObject({ outcome: 'would-send', made: 'updated', after: { count: 5 } });
  const { runs } = await person.call('replay', { body: wish });
  expect(await untilEnded(person, runs[0]?.id ?? '')).toMatchObject({ counts: { alreadyThere: 1 } });
  expect(system.shelf.get('MUG')).toEqual({ count: 6 });
  system.written.splice(0);
  system.stock.clear();
});

it('of a stock that changes while the shop is slow only the last is sent, and the others say why they are left out', async () => {
  const person = await koppel.person('admin');
  const flow = await publish(person, 'stock');
  const open = system.close();
  const started = [];
  for (const count of [1, 2, 3, 4]) {
    system.stock.set('TEA', count);
    const { id } = await start(person, flow);
    started.push(id);
    // Each has been read before the stock changes again.
    while ((await person.call('getRun', { params: { id } })).counts.read === 0) await person.nextAnnouncement(id);
  }
  open();
  const ends = await Promise.all(started.map((id) => untilEnded(person, id)));
  expect(ends.map(({ counts }) => [counts.sent, counts.leftOut])).toEqual([
    [1, 0],
    [0, 1],
    [0, 1],
    [1, 0],
  ]);
  expect(system.written).toEqual([{ count: 1, madeWith: 1 }, { count: 4 }]);
  const [, second = ''] = started;
  const left = await person.call('getRunRecord', { params: { id: second, no: 0 } });
  expect(left).toMatchObject({ outcome: 'left-out', problem: { code: 'run.superseded' } });
}, 60_000);
