import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { changeTarget } from '../kit/target.ts';
import { facts, productFlow } from './api.ts';
import { phpForm } from './php-form.ts';
import { inLanguage, language, productPath } from './products.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

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

const withoutSalePrice = ({ prices = {}, ...offer }: z.infer<typeof Offer>) => ({
  ...offer,
  prices: Object.fromEntries(Object.entries(prices).map(([currency, { sell_price: _, ...rest }]) => [currency, rest])),
});

const ProductOptions = z.object({
  language,
  salePrice: field(z.boolean().default(true), words.options.salePrice),
});

/** Product information, and with `offer` its stock and prices too, each put at the product's SKU (verified: upserts). */
export const productTarget = defineTarget<Settings, z.infer<typeof ProductOptions>>({
  title: words.targets.products.title,
  confidence: 'reported',
  factsFrom: facts,
  options: ProductOptions,
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
  async write(context, { language: it, salePrice }, record) {
    const { sku, sku_uses, offer, ...content } = Content.parse(record);
    assertUnique({ sku, sku_uses });
    const form = phpForm(plain.parse(content));
    await productFlow.send(context, { method: 'POST', path: productPath(sku), headers: inLanguage(it), form });
    if (offer) {
      const offered = phpForm(plain.parse(salePrice ? offer : withoutSalePrice(offer)));
      await productFlow.send(context, { method: 'POST', path: `${productPath(sku)}/offer`, form: offered });
    }
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
