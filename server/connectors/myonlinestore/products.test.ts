import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';

let clock = new Date();
let trial: Trial;
beforeEach(async () => {
  clock = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('myonlinestore', { now: () => clock });
});
afterEach(() => trial.close());

const write = async (target: 'stock' | 'products', record: Json, options = {}) =>
  trial.connector.targets[target]?.write(trial.context, options, record, 'key');
const received = async () =>
  (await trial.control.received('myonlinestore'))?.map(({ what, id, body }) => ({
    ...{ what, id },
    body: z.json().parse(JSON.parse(String(body))),
  })) ?? [];
const reads = () => trial.exchanges.filter(({ method }) => method === 'GET').length;

test('stock goes to the product with the number, in whole pieces and never below none; nothing is "not kept"', async () => {
  await write('stock', { product: 'kaars-xl', stock: 7.9 });
  await write('stock', { product: 'SJAAL-WOL', stock: -3 });
  await write('stock', { product: '2000000000084', stock: null }, { by: 'ean' });
  expect(await received()).toMatchObject([
    { id: 'KAARS-XL', body: { stock: 7 } },
    { id: 'SJAAL-WOL', body: { stock: 0 } },
    { id: 'SERVIES-12', body: { stock: null } },
  ]);
});

test('the products are read once for all stock, and later only what changed since', async () => {
  for (const stock of [1, 2, 3]) await write('stock', { product: 'KAARS-XL', stock });
  expect(reads()).toBe(1);
  clock = new Date('2026-03-02T10:05:00Z');
  await trial.control.act('myonlinestore', 'change-stock', { sku: 'TAS-ROOD', stock: 4 });
  await write('stock', { product: 'TAS-ROOD', stock: 5 });
  const last = trial.exchanges.filter(({ method }) => method === 'GET').at(-1);
  expect(last?.url).toContain('changed_start_date=2026-03-02');
});

test('the stock of a choice goes to the variant that stands for it, shown already or not', async () => {
  for (const stock of [5, 6]) await write('stock', { product: 'TAS-ROOD', variant: 'Rood', stock });
  const [first, second] = await received();
  expect(first?.body).toMatchObject({ variants: [{ options: [{ list_id: 193_177, option_id: 71_362 }], stock: 5 }] });
  expect(second?.body).toMatchObject({ variants: [{ id: expect.any(Number), stock: 6 }] });
});

test.each([
  ['product-missing', 'stock', { product: 'NONE', stock: 1 }],
  ['variant-missing', 'stock', { product: 'TAS-ROOD', variant: 'paars', stock: 1 }],
  ['choice-list-missing', 'products', { sku: 'X', name: 'X', variantOf: 'TAS-ROOD', choiceList: 'Maat', variant: 'S' }],
  ['choice-not-named', 'products', { sku: 'X', name: 'X', variantOf: 'TAS-ROOD' }],
] as const)('a person is asked when there is a %s', async (code, target, record) => {
  await expect(write(target, record)).rejects.toThrow(`myonlinestore.${code}`);
  expect(await received()).toEqual([]);
});

test('a product that another made twice is not guessed at', async () => {
  await write('products', { sku: 'TWEE-1', name: 'Een', ean: '2000000000015' });
  await expect(write('stock', { product: '2000000000015', stock: 1 }, { by: 'ean' })).rejects.toThrow('product-twice');
});

const vase: Json = {
  ...{ sku: 'VAAS-WIT', ean: '2000000000107', name: 'Vaas wit', price: 34.5, stock: 6, category: 'Wonen' },
  attributes: [{ name: 'Materiaal', value: 'aardewerk' }],
  images: [{ url: 'https://images.example/vaas-wit.jpg' }, { filename: 'binnen.jpg', content: 'AAAA' }],
};

test('a new product is made with all it has, its category and its images', async () => {
  await write('products', vase);
  const [category, article, image] = await received();
  expect(category).toMatchObject({ what: 'POST category', id: 'Wonen' });
  expect(article).toMatchObject({
    what: 'POST article',
    body: {
      ...{ name: 'Vaas wit', sku: 'VAAS-WIT', price: { default: 34.5 }, stock: 6 },
      extra: { invisible: { barcode: '2000000000107' }, visible: { Materiaal: 'aardewerk' } },
      categories: [{ is_main: true }],
      images: [{ url: 'https://images.example/vaas-wit.jpg', position: 1 }],
    },
  });
  expect(image).toMatchObject({ what: 'POST image', id: 'VAAS-WIT', body: { filename: 'binnen.jpg', bytes: 3 } });
});

test('of a known product only what differs is written, and only the fields that may', async () => {
  await write('products', vase);
  const before = (await received()).length;
  await write('products', vase);
  expect(await received()).toHaveLength(before);
  const other = { ...vase, name: 'Vaas', price: 39, stock: 2, category: 'Tuin', description: 'Nieuw' };
  await write('products', other);
  expect((await received()).slice(before)).toMatchObject([
    { what: 'PATCH article', body: { name: 'Vaas', price: { default: 39 } } },
  ]);
  await write('products', other, { updateStock: true, updateCategory: true, updateDescription: true });
  expect((await received()).slice(before + 1)).toMatchObject([
    { what: 'POST category' },
    { what: 'PATCH article', body: { stock: 2, description: 'Nieuw', categories: [{ is_main: true }] } },
  ]);
});

test('a step that only makes or only changes products leaves the others', async () => {
  await write('products', { sku: 'KAARS-XL', name: 'Anders' }, { write: 'create' });
  await expect(write('products', vase, { write: 'update' })).rejects.toThrow('myonlinestore.product-missing');
  expect(await received()).toEqual([]);
});

test('a variant becomes a choice of its main product, beside those that are there, with its own stock', async () => {
  const green = { sku: 'TAS-GROEN', name: 'Tas groen', variantOf: 'TAS-ROOD', choiceList: 'Kleur', variant: 'groen' };
  await write('products', { ...green, stock: 4 });
  const [option, lists, variants] = await received();
  expect(option).toMatchObject({ what: 'POST list options', id: 'Kleur', body: [{ name: 'groen' }] });
  expect(lists?.body).toMatchObject({
    lists: [{ id: 193_177, options: [{ id: 71_362 }, { id: expect.any(Number) }] }],
  });
  expect(variants?.body).toMatchObject({ variants: [{ stock: 4 }] });
  await write('products', { ...green, stock: 4 });
  expect(await received()).toHaveLength(3);
});
