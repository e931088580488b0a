import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { byPageCount } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { changeTarget } from '../kit/target.ts';
import { facts, productFlow } from './api.ts';
import { phpForm } from './php-form.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** The language of titles and texts goes into a header on every product call (verified; the client's default is English). */
const language = field(z.enum(['nl', 'en', 'de', 'fr']).default('nl'), {
  ...words.options.language,
  choices: words.options.languages,
});
const inLanguage = (it: string) => ({ 'accept-language': it });
/** A SKU may hold slashes and blanks. */
const productPath = (sku: string) => `/product/${encodeURIComponent(sku)}`;

const Product = z.object({
  sku: z.union([z.string(), z.number()]).transform(String),
  title: z.string().nullish(),
  updated_at: z.coerce.date().optional(),
});

/** Product information by its last change. Path, header and filters are verified; the documents are assumed. */
export const products = listSource<Settings, { language: string }, z.infer<typeof Product>>({
  title: words.sources.products.title,
  confidence: 'assumed',
  factsFrom: facts,
  options: z.object({ language }),
  samples: samplesOf(samples.products),
  api: productFlow,
  call: ({ language: it }) => ({
    path: '/product',
    query: { 'sort[0]': '-updated_at' },
    headers: inLanguage(it),
  }),
  list: 'data',
  paging: byPageCount({ param: 'page', sizeParam: 'per_page', size: 100, pagesAt: 'meta.last_page' }),
  since: { param: 'updated_at[gte]', first: () => new Date(0) },
  reading: {
    view: Product,
    key: ({ sku }) => sku,
    title: ({ sku, title }) => line(sku, title),
    changed: ({ updated_at }) => updated_at ?? null,
  },
  one: { call: (key, { language: it }) => ({ path: productPath(key), headers: inLanguage(it) }), at: 'data' },
});

const amount = z.number().min(0);
const Prices = z.record(
  z.string().regex(/^[A-Z]{3}$/),
  z.looseObject({
    sell_price: amount.optional(),
    base_price: amount.optional(),
    suggested_retail_price: amount.optional(),
    purchase_price: amount.optional(),
    cost_price: amount.optional(),
  }),
);
/** Names and units of the vendor's README (verified): a whole number of pieces, prices with decimals. */
const Offer = z.looseObject({
  qty_available: z.number().int().optional(),
  proposition: z.string().optional(),
  prices: Prices.optional(),
});

const priced = (path: string) => [
  { path: `${path}prices.EUR.sell_price`, title: words.fields.sellPrice, type: 'number' as const, required: false },
  { path: `${path}prices.EUR.cost_price`, title: words.fields.costPrice, type: 'number' as const, required: false },
  {
    path: `${path}prices.EUR.purchase_price`,
    title: words.fields.purchasePrice,
    type: 'number' as const,
    required: false,
  },
  { path: `${path}proposition`, title: words.fields.proposition, type: 'text' as const, required: false },
];

const Content = z.looseObject({
  sku: z.string().trim().min(1),
  sku_uses: z.number().optional(),
  title: z.string().optional(),
  offer: Offer.optional(),
});
const plain = z.record(z.string(), z.json());

/** A SKU is one product's (reported); a source that knows of several with the same one says so before they overwrite each other. */
function assertUnique({ sku, sku_uses: uses = 1 }: { sku: string; sku_uses?: number | undefined }) {
  if (uses > 1) throw new PermanentError({ problem: { code: 'productflow.sku-not-unique', params: { sku, uses } } });
}

/** Product information, and with `offer` its stock and prices too, each put at the product's SKU (verified: upserts). */
export const productTarget = defineTarget<Settings, { language: string }>({
  title: words.targets.products.title,
  confidence: 'reported',
  factsFrom: facts,
  options: z.object({ language }),
  fields: [
    { path: 'sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'sku_uses', title: words.fields.skuUses, type: 'number', required: false },
    { path: 'title', title: words.fields.title, type: 'text', required: false },
    { path: 'description', title: words.fields.description, type: 'text', required: false },
    { path: 'ean', title: words.fields.ean, type: 'text', required: false },
    { path: 'brand', title: words.fields.brand, type: 'text', required: false },
    { path: 'offer.qty_available', title: words.fields.quantity, type: 'number', required: false },
    ...priced('offer.'),
  ],
  schema: Content,
  samples: samples.productTargets,
  repeatable: true,
  async write(context, { language: it }, record) {
    const { sku, sku_uses, offer, ...content } = Content.parse(record);
    assertUnique({ sku, sku_uses });
    const form = phpForm(plain.parse(content));
    await productFlow.send(context, { method: 'POST', path: productPath(sku), headers: inLanguage(it), form });
    if (offer)
      await productFlow.send(context, {
        method: 'POST',
        path: `${productPath(sku)}/offer`,
        form: phpForm(plain.parse(offer)),
      });
    return { id: sku };
  },
});

const OfferOfSku = Offer.extend({ sku: z.string().trim().min(1) });
const offerParts = z.looseObject({ sku: z.string() }).catchall(z.json());

/** Stock and prices of a product that is there. */
export const offers = changeTarget<Settings, Record<string, never>>({
  title: words.targets.offers.title,
  confidence: 'reported',
  factsFrom: facts,
  options: z.object({}),
  fields: [
    { path: 'sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'qty_available', title: words.fields.quantity, type: 'number', required: true },
    ...priced(''),
  ],
  schema: OfferOfSku,
  samples: samples.offers,
  api: productFlow,
  change: {
    call({ record }) {
      const { sku, ...offer } = offerParts.parse(record);
      return { method: 'POST', path: `${productPath(sku)}/offer`, form: phpForm(offer) };
    },
  },
});
