import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';
import lightspeed from './index.ts';

describe('Lightspeed', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await startTrial('lightspeed', { timeoutMs: 5000 });
  });
  afterAll(() => trial.close());

  test('gives orders with their lines, which stand in a list of their own', async () => {
    const page = await lightspeed.sources.orders?.read(trial.context, {}, null);
    expect(page?.records[1]).toMatchObject({
      key: 'ORD60002',
      body: { lines: { orderProducts: [{ sku: 'MOK-BLAUW', quantityOrdered: 2 }, { sku: 'THEE-EARL' }] } },
    });
  });

  test('is asked under a language, with key and secret in a header and never in the address', async () => {
    await trial.connector.check(trial.context);
    const { pathname, username } = new URL(trial.exchanges.at(-1)?.url ?? '');
    expect([pathname, username]).toEqual(['/lightspeed/nl/variants/count.json', '']);
  });

  test('says which product or order it does not know', async () => {
    const { stock, shipments } = lightspeed.targets;
    const code = (deed?: Promise<unknown>) => deed?.catch((error: unknown) => Object(error).problem.code);
    expect(await code(stock?.write(trial.context, {}, { sku: 'tas-rood', stock: 1 }, 'K'))).toBe(
      'lightspeed.no-variant',
    );
    const shipped = shipments?.write(trial.context, {}, { order: '60001', trackingCode: '3S1' }, 'K');
    expect(await code(shipped)).toBe('lightspeed.no-order');
  });

  test('fails although the status is good where the answer holds an error', async () => {
    const send: typeof trial.context.http.send = async (request) => {
      const answer = await trial.context.http.send(request);
      return { ...answer, status: 200, text: JSON.stringify({ error: { code: 500, message: 'Shop is locked' } }) };
    };
    const checks = await lightspeed.check({ ...trial.context, http: { send } });
    expect(checks.find(({ ok }) => !ok)?.problem).toMatchObject({ params: { message: 'Shop is locked' } });
  });
});

describe('From a table to Lightspeed', () => {
  let koppel: RunningKoppel;
  let person: Person;
  beforeAll(async () => {
    koppel = await runKoppel();
    person = await koppel.person('expert');
  });
  afterAll(() => koppel.stop());

  test('a stock that changes in the database stands at the variant after the next run', async () => {
    const connections = {
      database: await connectSandbox(person, 'postgresql'),
      shop: await connectSandbox(person, 'lightspeed'),
    };
    const { id } = await person.call('createFlow', { body: { template: 'table-stock-to-lightspeed', connections } });
    await person.call('publishFlow', { params: { id }, body: {} });
    const run = async () => {
      return (await runNow(person, id)).counts;
    };
    expect(await run()).toMatchObject({ read: 12, sent: 8, leftOut: 4, attention: 0 });
    const body = { sku: 'KAARS-XL', stock: 71 };
    await person.call('actOnSandbox', { params: { name: 'postgresql', action: 'change-stock' }, body });
    expect(await run()).toMatchObject({ sent: 1, attention: 0 });
    const { items } = await person.call('listReceived', { params: { name: 'lightspeed' } });
    expect(items).toHaveLength(9);
    expect(items.at(-1)).toMatchObject({ what: 'variant', id: '80005', body: { stockLevel: 71 } });
  });
});
