import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());
beforeEach(async () => {
  person = await koppel.person('expert');
});

const act = (name: string, action: string, body: Record<string, string | number | boolean>) =>
  person.call('actOnSandbox', { params: { name, action }, body });

async function turnedOn(template: string, slots: Record<string, string>) {
  const names = await Promise.all(
    Object.entries(slots).map(async ([slot, connector]) => [slot, await connectSandbox(person, connector)] as const),
  );
  const { id } = await person.call('createFlow', { body: { template, connections: Object.fromEntries(names) } });
  await person.call('publishFlow', { params: { id }, body: {} });
  return {
    id,
    async run() {
      const { id: run, counts } = await runNow(person, id);
      return { run, ...counts };
    },
  };
}

const received = async (name: string) => (await person.call('listReceived', { params: { name } })).items;

test("a supplier's new list changes the stock of the shop, and a row that is broken stops no other", async () => {
  const flow = await turnedOn('supplier-stock-to-shop', { supplier: 'sftp', shop: 'myonlinestore' });
  const first = await flow.run();
  expect(first).toMatchObject({ read: 12, sent: 7, attention: 5 });
  const before = (await received('myonlinestore')).length;
  await act('sftp', 'deliver-file', { sku: 'KAARS-XL', stock: 71, price: 18.95 });
  expect(await flow.run()).toMatchObject({ read: 13 });
  const News = z.object({ what: z.string(), id: z.string(), body: z.string() });
  const since = (await received('myonlinestore')).slice(before).map((it) => News.parse(it));
  expect(since.at(-1)).toMatchObject({ what: 'PATCH article', id: 'KAARS-XL', body: '{"stock":71}' });
});

test('a row that cannot be read needs attention with its line, and the rows around it are sent', async () => {
  const text =
    'order_number,order_date,customer_name,customer_email,street,postal_code,city,country,sku,description,quantity,unit_price\n' +
    '7001,2026-11-01,Sam Sample,sam@shop.example,Street 1,1234AB,Town,NL,BAG,Bag,1,"12,50"\n' +
    '7002,2026-11-01,"Sam "broken" Sample,x\n' +
    '7003,2026-11-01,Sam Sample,sam@shop.example,Street 1,1234AB,Town,NL,BAG,Bag,2,"12,50"\n';
  const file = await person.call('uploadFile', { body: { name: 'orders.csv', text } });
  const upload = await person.call('createConnection', { body: { connector: 'csv', name: 'Files' } });
  const connections = { file: upload.id, address: await connectSandbox(person, 'http') };
  const { id, draft } = await person.call('createFlow', { body: { template: 'csv-to-http', connections } });
  const nodes = draft.graph.nodes.map((node) =>
    node.id === 'get-rows'
      ? { ...node, settings: { ...node.settings, options: { keyColumn: 'order_number', file: file.id } } }
      : node,
  );
  await person.call('saveDraft', {
    params: { id },
    body: { graph: { ...draft.graph, nodes }, revision: draft.revision },
  });
  await person.call('publishFlow', { params: { id }, body: {} });
  expect((await runNow(person, id)).counts).toMatchObject({ read: 3, sent: 2, attention: 1 });
  const { items } = await person.call('searchRecords', { query: { outcome: 'attention' } });
  expect(items).toMatchObject([{ key: 'orders.csv:3', problem: { code: 'csv.quotes', params: { line: 3 } } }]);
});

test('a paid order lies on the server as one whole XML file, and is not put there a second time', async () => {
  const flow = await turnedOn('orders-to-files', { shop: 'myonlinestore', server: 'ftp' });
  const first = await flow.run();
  expect(first.sent).toBeGreaterThan(0);
  expect(first.attention).toBe(0);
  const { key } = await act('myonlinestore', 'place-order', { paid: true });
  expect(await flow.run()).toMatchObject({ sent: 1 });
  expect(await flow.run()).toMatchObject({ sent: 0 });
  const files = await received('ftp');
  expect(files).toHaveLength(first.sent + 1);
  const Text = z.object({ text: z.string() });
  expect(files.at(-1)?.id).toBe(`/orders/order-${key}.xml`);
  expect(Text.parse(files.at(-1)?.body).text).toMatch(/^<\?xml.*\?>\n<orders>\n {2}<order>\n {4}<number>\d+<\/number>/);
});
