import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { ConnectorContext, HookDelivery, Json } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';
import { momentOf } from './api.ts';
import { isEcho, readEvents, verify } from './event.ts';
import { documentOf, Order } from './order.ts';
import samples from './samples.json' with { type: 'json' };

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial('storekeeper');
});
afterEach(() => trial.close());

const [sample] = samples.administrativeOrders;
const order = (changes: object = {}) => ({ ...sample?.body, ...changes });

async function send(record: object, afterwards = 'complete') {
  const target = trial.connector.targets['administrative-orders'];
  return target?.write(trial.context, { afterwards }, z.json().parse(record), '');
}
const received = async () => (await trial.control.received('storekeeper')) ?? [];
const table = async (id: string) => {
  const [it] = await trial.control.list();
  return it?.tables.find((one) => one.id === id)?.rows ?? [];
};
const problemOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'none',
    (error: unknown) => (error instanceof PermanentError ? error.problem : error),
  );

describe('an administrative order', () => {
  test('is written without customer and e-mail address, closed, and takes its stock', async () => {
    const stockBefore = (await table('stock')).find(({ sku }) => sku === 'SHIRT-WIT-S');
    await send(order());
    const [made, status, ...more] = await received();
    expect(made?.body).toMatchObject({ is_anonymous: true, billing_address__merge: false });
    expect(JSON.stringify(made?.body)).not.toContain('email');
    expect([status?.body, more]).toEqual([{ status: 'complete' }, []]);
    const stock = (await table('stock')).find(({ sku }) => sku === 'SHIRT-WIT-S');
    expect(Number(stock?.stock)).toBe(Number(stockBefore?.stock) - 3);
    expect(await table('orders')).toMatchObject([{ status: 'complete', value_wt: 169.77 }]);
  });

  test('stays open where a person wants that', async () => {
    await send(order(), 'processing');
    expect(await table('orders')).toMatchObject([{ status: 'processing' }]);
  });

  test('is not made a second time, nor under another number', async () => {
    const first = await send(order(), 'new');
    expect(await send(order(), 'new')).toEqual(first);
    expect(await table('orders')).toHaveLength(1);
  });

  test.each([
    [
      'names the product that is missing',
      { items: [{ sku: 'NIX', quantity: 1, price: 1, vat: 21 }] },
      'product-unknown',
    ],
    [
      'names the VAT that is missing',
      { items: [{ sku: 'JURK-BLAUW-S', quantity: 1, price: 1, vat: 20 }] },
      'no-tax-rate',
    ],
    ['is refused in another currency', { currency: 'GBP' }, 'only-euro'],
  ])('%s', async (_says, changes, code) => {
    expect(await problemOf(send(order(changes)))).toMatchObject({ code: `storekeeper.${code}` });
    expect(await table('orders')).toEqual([]);
  });

  test('keeps its total to the cent: what two decimals lose stands in rows of its own', () => {
    const lines = [
      { sku: 'A', quantity: 3, price: 9.999, vat: 21 },
      { sku: 'B', quantity: 7, price: 1.2345, vat: 21 },
    ];
    const product = { id: '1', name: 'Ding', taxRate: 3 };
    const products = new Map([
      ['A', product],
      ['B', product],
    ]);
    const { document, total } = documentOf(
      Order.parse(order({ items: lines, shippingCost: 0, total: 38.65 })),
      products,
    );
    expect(total).toBe(38.65);
    expect(documentOf(Order.parse(order({ items: lines, shippingCost: 0, total: undefined })), products).total).toBe(
      38.64,
    );
    const sum = document.order_items.reduce(
      (all, { ppu_wt, quantity }) => all + Math.round(ppu_wt * 100) * quantity,
      0,
    );
    expect(sum).toBe(3865);
    for (const { ppu_wt } of document.order_items) expect(Math.round(ppu_wt * 100) / 100).toBe(ppu_wt);
  });
});

/** The way out to a list from which, after the first page, so many of the first rows are gone. */
function withRowsGone(context: ConnectorContext, gone: number): ConnectorContext {
  const Body = z.object({ auth: z.json(), params: z.tuple([z.json(), z.json(), z.number()]).rest(z.json()) });
  let pages = 0;
  return {
    ...context,
    http: {
      send(request) {
        const { auth, params } = Body.parse(request.json);
        const [query, lang, start, ...rest] = params;
        pages += 1;
        return context.http.send({
          ...request,
          json: { auth, params: [query, lang, start + (pages > 1 ? gone : 0), ...rest] },
        });
      },
    },
  };
}

test.each([0, 3, 15, 90])('a feed passes nothing over when %i products disappear while it is read', async (gone) => {
  const large = await startTrial('storekeeper', { size: 330 });
  const source = large.connector.sources['stock-feed'];
  if (!source) throw new Error('there is no feed');
  const { keys } = await readToEnd(source, withRowsGone(large.context, gone), null);
  await large.close();
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toHaveLength(330);
});

describe('the stock of the channel', () => {
  const read = async (withoutStock?: number) => {
    const page = await trial.connector.sources['stock-feed']?.read(
      trial.context,
      withoutStock === undefined ? {} : { withoutStock },
      null,
    );
    return new Map(page?.records.map(({ key, body }) => [key, z.object({ stock: z.json() }).parse(body).stock]));
  };

  test('is what can be ordered, else what is there, and a number of choice where none is kept', async () => {
    const shown = await table('stock');
    const stock = await read(7);
    expect(stock.get('JURK-BLAUW-S')).toMatchObject({ quantity: 6, kept: true, published: true });
    expect(stock.get('VEST-GROEN-S')).toMatchObject({
      quantity: shown.find(({ sku }) => sku === 'VEST-GROEN-S')?.orderable,
    });
    expect(stock.get('SHIRT-WIT-M')).toMatchObject({ quantity: shown.find(({ sku }) => sku === 'SHIRT-WIT-M')?.stock });
    expect(stock.get('BROEK-ZWART-M')).toMatchObject({ quantity: 7, kept: false });
    expect(stock.get('ROK-ROOD-S')).toMatchObject({ published: false });
  });
});

const at = '2026-02-12 12:30:26+01';
const told = (events: Json, backref = 'ShopModule::ShopProduct(id=9)', action = 'events'): HookDelivery => ({
  headers: { upxhooktoken: 'a-long-shared-secret' },
  body: Buffer.from(JSON.stringify({ action, payload: { date_newest: at, backref, events } })),
});

describe('what StoreKeeper sends by itself', () => {
  const own = { id: 2484, event: 'stock_change', details: { is_own_order_stock_change: true }, date: at };
  const value = { id: 2485, event: 'updated', details: 'orderable_stock_value', date: at };

  test('is one arrival, told from a repeat by its newest event, with its events in their order', () => {
    const arrival = readEvents(told({ '2485': value, '2484': own }));
    expect(arrival).toMatchObject({ eventId: 'ShopProduct 9 2485', record: { key: 'ShopProduct 9' } });
    expect(arrival?.changedAt?.toISOString()).toBe('2026-02-12T11:30:26.000Z');
    expect(arrival?.record.body).toMatchObject({
      entity: 'ShopProduct',
      id: '9',
      events: [{ id: 2484 }, { id: 2485 }],
    });
  });

  test("is an echo only where nothing but the channel's own order happened", () => {
    expect(isEcho([own, value])).toBe(true);
    expect(isEcho([value])).toBe(false);
    expect(isEcho([own, { ...own, id: 2486, details: undefined }])).toBe(false);
  });

  test('is taken with the shared secret only, and never without one', async () => {
    const settings = {
      ...z.object({ hookToken: z.string() }).parse(trial.context.settings),
      hookToken: 'a-long-shared-secret',
    };
    const all = {
      ...settings,
      ...{ apiUrl: 'https://x.example/', account: 'a', subaccount: 'b', user: 'c', apiKey: 'd' },
    };
    expect(() => verify(all, told({}))).not.toThrow();
    expect(() => verify({ ...all, hookToken: 'another-long-secret!' }, told({}))).toThrow(
      'storekeeper.hook-not-trusted',
    );
    expect(() => verify({ ...all, hookToken: '' }, { ...told({}), headers: {} })).toThrow('storekeeper.no-hook-token');
  });

  test('is heard and not kept where it tells of the connection; what nobody knows is refused', () => {
    expect(readEvents(told({}, '', 'init'))).toBeNull();
    expect(() => readEvents(told({}, 'x', 'dance'))).toThrow('storekeeper.unknown-action');
    expect(() => readEvents({ headers: {}, body: Buffer.from('no json') })).toThrow('storekeeper.unreadable');
  });
});

test('dates with a short offset are read in every engine', () => {
  expect(momentOf('2026-02-12 12:30:26+01')?.toISOString()).toBe('2026-02-12T11:30:26.000Z');
  expect(momentOf('2026-02-12 12:30:26.5-0430')?.toISOString()).toBe('2026-02-12T17:00:26.000Z');
  expect(momentOf('soon')).toBeNull();
});
