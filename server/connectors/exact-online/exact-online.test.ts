import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, runNow } from '#server/testing/running-koppel.ts';
import exact from './index.ts';

describe('Exact Online', () => {
  let trial: Trial;
  let ahead = 0;
  const started = async () => {
    trial = await startTrial('exact-online', { timeoutMs: 5000, now: () => new Date(Date.now() + ahead) });
    return trial;
  };
  afterEach(async () => {
    ahead = 0;
    await trial.close();
  });

  const sale = (line: Record<string, string>, more = {}) => ({
    ...{ number: "O'1", date: '2026-02-10T10:00:00Z', email: "o'neil@voorbeeld.example", name: "Pat O'Neil", ...more },
    lines: [
      { item: 'TAS-ROOD', quantity: 2, price: 20.45, ...line },
      { item: 'MOK-BLAUW', quantity: 1, price: 10.7 },
    ],
  });

  test('keeps a token until half a minute before its end, and spends each refresh token once', async () => {
    const { context, exchanges } = await started();
    const asked = () => exchanges.filter(({ url }) => url.endsWith('/token')).length;
    await exact.check(context);
    ahead = 565_000;
    await exact.check(context);
    expect(asked()).toBe(1);
    ahead = 580_000;
    await exact.check(context);
    ahead = 1_200_000;
    expect((await exact.check(context)).every(({ ok }) => ok)).toBe(true);
    expect(asked()).toBe(3);
  });

  test('makes a customer once, whatever stands in the name, and an order with items by their ids', async () => {
    const { context, control } = await started();
    const write = (number: string) => exact.targets['sales-orders']?.write(context, {}, sale({}, { number }), number);
    await write("O'1");
    await write('2');
    const received = (await control.received('exact-online')) ?? [];
    expect(received.map(({ what }) => what)).toEqual(['account', 'order', 'order']);
    const item = '00000001-0000-4000-8000-000000000001';
    expect(received[1]?.body).toMatchObject({
      YourRef: "O'1",
      OrderDate: '2026-02-10',
      SalesOrderLines: [{ Item: item, Quantity: 2, NetPrice: 20.45 }, {}],
    });
    expect(await exact.targets['sales-orders']?.find?.(context, {}, sale({}), "O'1")).not.toBeNull();
    expect(await exact.targets['sales-invoices']?.find?.(context, {}, sale({}), "O'1")).toBeNull();
  });

  test('writes nothing where an item is unknown', async () => {
    const { context, control } = await started();
    const failed = exact.targets['sales-invoices']?.write(context, {}, sale({ item: 'ONBEKEND' }), 'K');
    await expect(failed).rejects.toMatchObject({
      problem: { code: 'exact-online.no-item', params: { item: 'ONBEKEND' } },
    });
    expect(await control.received('exact-online')).toEqual([]);
  });

  test('says when the administration is not there', async () => {
    const { contextFor, context } = await started();
    const checks = await exact.check(contextFor({ ...context.settings, division: '999' }));
    expect(checks.find(({ ok }) => !ok)?.problem?.code).toBe('exact-online.no-division');
  });
});

describe('From Lightspeed to Exact Online', () => {
  let koppel: RunningKoppel;
  let person: Person;
  beforeAll(async () => {
    koppel = await runKoppel();
    person = await koppel.person('expert');
  });
  afterAll(() => koppel.stop());

  test('a paid order becomes one sales order, also where the answer was lost', async () => {
    const connections = {
      shop: await connectSandbox(person, 'lightspeed'),
      books: await connectSandbox(person, 'exact-online'),
    };
    const { id } = await person.call('createFlow', { body: { template: 'lightspeed-orders-to-exact', connections } });
    await person.call('publishFlow', { params: { id }, body: {} });
    const run = async () => {
      return (await runNow(person, id)).counts;
    };
    expect(await run()).toMatchObject({ read: 12, sent: 12, attention: 0 });
    const { key } = await person.call('actOnSandbox', {
      params: { name: 'lightspeed', action: 'place-order' },
      body: {},
    });
    await person.call('faultSandbox', { params: { name: 'exact-online' }, body: { kind: 'half-answer', times: 1 } });
    // What was found there after its answer was lost counts as already there.
    expect(await run()).toMatchObject({ sent: 0, attention: 0, waiting: 0 });
    const { items } = await person.call('listReceived', { params: { name: 'exact-online' } });
    const orders = items.filter(({ what }) => what === 'order');
    expect(orders).toHaveLength(13);
    expect(orders.at(-1)?.body).toMatchObject({ YourRef: key, SalesOrderLines: [{ VATCode: '4' }] });
    expect(items.filter(({ what }) => what === 'account')).toHaveLength(5);
  });
});
