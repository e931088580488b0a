import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrial } from '#server/sandboxes/trial.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

test('paid orders of the shop are sales orders of the books, and one that is paid later follows', async () => {
  const connections = {
    shop: await connectSandbox(person, 'woocommerce'),
    books: await connectSandbox(person, 'accountview'),
  };
  const body = { template: 'woocommerce-orders-to-accounting', connections };
  const { id } = await person.call('createFlow', { body });
  await person.call('publishFlow', { params: { id }, body: {} });
  const run = async () => {
    return (await runNow(person, id)).counts;
  };
  expect(await run()).toMatchObject({ read: 12, sent: 10, leftOut: 2, attention: 0 });
  await person.call('actOnSandbox', { params: { name: 'woocommerce', action: 'pay-order' }, body: { number: '5005' } });
  expect(await run()).toMatchObject({ sent: 1, alreadyThere: 10 });
  const { items } = await person.call('listReceived', { params: { name: 'accountview' } });
  expect(JSON.stringify(items.filter(({ what }) => what === 'SO1').at(-1)?.body)).toContain('5005');
});

test('stock that changed in the warehouse stands in the shop; what the shop does not sell needs a person', async () => {
  const connections = {
    shop: await connectSandbox(person, 'woocommerce'),
    warehouse: await connectSandbox(person, 'stoqflow'),
  };
  const { id } = await person.call('createFlow', { body: { template: 'stoqflow-stock-to-woocommerce', connections } });
  await person.call('publishFlow', { params: { id }, body: {} });
  const started = await runNow(person, id);
  const { items } = await person.call('listRunRecords', { params: { id: started.id }, query: {} });
  const outcomes = new Map(items.map(({ key, outcome, problem }) => [key, problem?.code ?? outcome]));
  expect(outcomes.get('TAS-ROOD')).toBe('sent');
  expect(outcomes.get('TAS-BLAUW')).toBe('woocommerce.product-unknown');
});

test('a product and a variation get their stock, each at its own address, and what is not there needs a person', async () => {
  const trial = await startTrial('woocommerce');
  try {
    const { stock } = trial.connector.targets;
    const send = (sku: string) => stock?.write(trial.context, {}, { sku, stock: '7' }, sku);
    await send('TAS-ROOD');
    await send('SJAAL-WOL');
    await expect(send('NOWHERE')).rejects.toMatchObject({ problem: { code: 'woocommerce.product-unknown' } });
    const puts = trial.exchanges.filter(({ method }) => method === 'PUT').map(({ url }) => new URL(url).pathname);
    expect(puts.map((path) => path.replace(/^.*v3/, ''))).toEqual(['/products/101', '/products/101/variations/102']);
    const received = (await trial.control.received('woocommerce')) ?? [];
    expect(received.map(({ body }) => body)).toMatchObject([{ stock_quantity: 7 }, { stock_quantity: 7 }]);
  } finally {
    await trial.close();
  }
});
