import fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { Graph } from '#flows/graph.ts';
import { type Lab, openLab, until } from '#server/faults/lab.ts';
import { startTestServer } from '#server/testing/test-server.ts';

const Product = z.object({ sku: z.string(), stock: z.number() });
type Product = z.infer<typeof Product>;

/** So many calls meet a shop in trouble; waiting for ever longer proves nothing more. */
const troubled = 100;

/** A list of products, and a place that takes them; it refuses for a while, or loses its answer, as it is told. */
async function openShop() {
  const app = fastify({ forceCloseConnections: true });
  const shop = { host: '', list: [] as Product[], history: new Map<string, number[]>(), close: () => app.close() };
  let [luck, calls] = [1, 0];
  const next = () => {
    luck = (luck * 48_271) % 2_147_483_647;
    return luck % 7;
  };
  app.get('/products', async () => shop.list);
  app.get('/shelf', async ({ query }) => {
    const { sku } = z.object({ sku: z.string() }).parse(query);
    return shop.history.has(sku) ? [{ id: `S-${sku}`, sku }] : [];
  });
  const take = ({ sku, stock }: Product) => shop.history.set(sku, [...(shop.history.get(sku) ?? []), stock]);
  app.route({
    method: ['POST', 'PUT'],
    url: '/shelf/*',
    handler: async ({ body }, reply) => {
      const product = Product.parse(body);
      calls += 1;
      const fate = calls < troubled ? next() : 3;
      if (fate === 0 || fate === 1) return reply.code(503).send({});
      take(product);
      if (fate !== 2) return reply.code(200).send({ id: `S-${product.sku}` });
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return reply;
    },
  });
  shop.host = new URL(await app.listen({ port: 0, host: '127.0.0.1' })).host;
  return shop;
}

let server: Awaited<ReturnType<typeof startTestServer>>;
let shop: Awaited<ReturnType<typeof openShop>>;
let lab: Lab;
beforeAll(async () => {
  server = await startTestServer();
  shop = await openShop();
  lab = await openLab(server, shop.host);
});
afterAll(async () => {
  await lab.close();
  await shop.close();
  await server.stop();
});

async function publish() {
  const { person } = lab;
  const settings = { address: `http://${shop.host}`, auth: 'none' };
  const body = { connector: 'http', name: 'The shop', settings };
  const { id: connection } = await person.call('createConnection', { body });
  const at = { x: 0, y: 0 };
  const source = { path: '/products', key: 'sku', paging: 'none' };
  const target = {
    ...{ findPath: '/shelf?sku={key}', findKey: 'sku', changePath: '/shelf/{id}', createPath: '/shelf/new' },
  };
  const graph: Graph = {
    nodes: [
      { id: 'get', kind: 'source', position: at, settings: { connection, operation: 'records', options: source } },
      { id: 'send', kind: 'target', position: at, settings: { connection, operation: 'change', options: target } },
    ],
    edges: [{ from: 'get', port: 'out', to: 'send' }],
  };
  const made = await person.call('createFlow', { body: { name: 'Stock', graph } });
  await person.call('publishFlow', { params: { id: made.id }, body: {} });
  return made.id;
}

it('two workers and four runs of one flow leave the newest of every product, and nothing older ever goes over it', async () => {
  const { person } = lab;
  const flow = await publish();
  const skus = Array.from({ length: 30 }, (_, place) => `P-${place}`);
  lab.startWorker();
  lab.startWorker();
  const runs: string[] = [];
  for (const stock of [1, 2, 3, 4]) {
    shop.list = skus.map((sku) => ({ sku, stock }));
    const { id } = await person.call('startRun', { params: { id: flow }, body: { mode: 'live' } });
    runs.push(id);
    const isRead = async () => (await person.call('getRun', { params: { id } })).counts.read === skus.length;
    await until(isRead, 'the products are read');
  }
  for (const id of runs)
    await until(async () => (await person.call('getRun', { params: { id } })).endedAt !== null, 'the run ends', 120);
  for (const sku of skus) {
    const history = shop.history.get(sku) ?? [];
    expect(history, sku).toEqual(history.toSorted());
    expect(history.at(-1), sku).toBe(4);
  }
  const ends = await Promise.all(runs.map((id) => person.call('getRun', { params: { id } })));
  for (const { counts } of ends) expect(counts.sent + counts.alreadyThere).toBe(skus.length);
  expect(ends.at(-1)?.counts).toMatchObject({ sent: skus.length });
}, 180_000);
