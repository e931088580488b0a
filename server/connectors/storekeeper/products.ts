import * as z from 'zod';
import type { SourceRecord } from '../connector.ts';
import { field } from '../form.ts';
import { type Found, line, listAt } from '../kit/reading.ts';
import { type Context, callOf, Id, is, isOneOf, momentOf, storekeeper } from './api.ts';
import words from './words.json' with { type: 'json' };

const Kept = z.object({
  in_stock: z.boolean().nullish(),
  unlimited: z.boolean().nullish(),
  value: z.number().nullish(),
  date_updated: z.string().nullish(),
});

/** The little that is read of a product on a sales channel. Its `id` is that of the channel's product (known). */
export const Row = z.object({
  id: Id,
  active: z.boolean().nullish(),
  date_updated: z.string().nullish(),
  orderable_stock_value: z.number().nullish(),
  product_price: z.object({ tax_rate_id: z.number().nullish() }).nullish(),
  flat_product: z.object({
    title: z.string().nullish(),
    product: z.object({
      sku: z.string().nullish(),
      active: z.boolean().nullish(),
      product_stock: Kept.nullish(),
    }),
  }),
});
export type Row = z.infer<typeof Row>;

export const Options = z.object({
  withoutStock: field(z.number().int().min(0).max(100_000).default(100), words.options.withoutStock),
});
export type Options = z.infer<typeof Options>;

const skuOf = ({ id, flat_product: { product } }: Row): string => product.sku?.trim() || id;

/** What a shop product sells as; parents of variants have no stock of their own (known). */
const sold = isOneOf('flat_product/product/type', ['simple', 'configurable_assign']);
const oldestFirst = [{ name: 'id', dir: 'asc' }];
const search = 'ShopModule.naturalSearchShopFlatProductForHooks';

/** At most 100 of the channel's products, oldest first, so that new ones come last. */
export const productsFrom = (context: Context, start: number, limit: number) =>
  storekeeper.ask(context, callOf(search, 0, 0, start, limit, oldestFirst, [sold]), listAt('response.data', Row));

export async function productBySku(context: Context, sku: string): Promise<Found<Row> | null> {
  const filters = [is('flat_product/product/sku', sku)];
  const { found } = await storekeeper.ask(
    context,
    callOf(search, 0, 0, 0, 100, oldestFirst, filters),
    listAt('response.data', Row),
  );
  return found.find(({ view }) => view.flat_product.product.sku?.trim() === sku) ?? null;
}

/** Several at once by their ids: one id at a time is known, a list of them assumed; nothing else of the answer is believed. */
export async function productsById(context: Context, ids: string[]): Promise<Map<string, Found<Row>>> {
  if (ids.length === 0) return new Map();
  const { found } = await storekeeper.ask(
    context,
    callOf(search, 0, 0, 0, 100, oldestFirst, [isOneOf('id', ids)]),
    listAt('response.data', Row),
  );
  return new Map(found.filter(({ view }) => ids.includes(view.id)).map((it) => [it.view.id, it]));
}

export async function countProducts(context: Context): Promise<number> {
  const Total = z.object({ response: z.object({ total: z.number() }) });
  return (await storekeeper.ask(context, callOf(search, 0, 0, 0, 1, oldestFirst, [sold]), Total)).response.total;
}

/**
 * What may be told to others of a product's stock (known from the vendor's plugin): what can be ordered, where that is told,
 * because open orders are taken off it already; else what is there. That an inactive product is not published on the channel is assumed.
 */
export function stockOf({ active, orderable_stock_value, date_updated, flat_product }: Row, { withoutStock }: Options) {
  const { product } = flat_product;
  const kept = product.product_stock;
  const isKept = !(kept?.unlimited && kept.in_stock);
  const changes = [date_updated, kept?.date_updated].flatMap((text) => (text && momentOf(text)?.toISOString()) || []);
  return {
    quantity: isKept ? Math.max(0, Math.floor(orderable_stock_value ?? kept?.value ?? 0)) : withoutStock,
    kept: isKept,
    published: active === true && product.active !== false,
    changedAt: changes.sort().at(-1) ?? null,
  };
}

/** The product's own document, with its stock worked out under `stock`, and what else is told of it. */
export function recordOf({ body, view }: Found<Row>, options: Options, more: Record<string, unknown>): SourceRecord {
  const stock = stockOf(view, options);
  const key = skuOf(view);
  const document = z.record(z.string(), z.json()).parse({ ...z.looseObject({}).parse(body), stock, ...more });
  return { key, title: line(key, view.flat_product.title, String(stock.quantity)), body: document };
}
