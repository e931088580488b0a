import * as z from 'zod';
import type { ConnectorContext } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { facts, stockhub } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Product = z.looseObject({ sku: z.string().trim().min(1), name: z.string().optional() }).catchall(z.json());

const Options = z.object({
  importNew: field(z.boolean().default(true), words.options.importNew),
  updateExisting: field(z.boolean().default(true), words.options.updateExisting),
});
type Options = z.infer<typeof Options>;

const pathOf = (sku: string) => `/products/${encodeURIComponent(sku)}`;

async function isThere(context: ConnectorContext<Settings>, sku: string): Promise<boolean> {
  return (await stockhub.find(context, { path: pathOf(sku) }, z.object({ data: z.unknown() }))) !== null;
}

/**
 * Articles by their SKU. The two switches are the portal's own (known from its manual): new products and information of
 * existing ones are taken in separately. What the switches leave alone counts as being there already.
 */
export const products = defineTarget<Settings, Options>({
  title: words.targets.products.title,
  confidence: 'assumed',
  factsFrom: facts,
  options: Options,
  fields: [
    { path: 'sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'name', title: words.fields.name, type: 'text', required: true },
    { path: 'ean', title: words.fields.ean, type: 'text', required: false },
    { path: 'weight_g', title: words.fields.weight, type: 'number', required: false },
    { path: 'hs_code', title: words.fields.hsCode, type: 'text', required: false },
    { path: 'country_of_origin', title: words.fields.origin, type: 'text', required: false },
    { path: 'safety_stock', title: words.fields.safetyStock, type: 'number', required: false },
  ],
  schema: Product,
  samples: samples.productTargets,
  exampleOptions: { importNew: true, updateExisting: false },
  askFirst: true,
  repeatable: true,
  async write(context, { importNew, updateExisting }, record) {
    const { sku, ...content } = Product.parse(record);
    const there = await isThere(context, sku);
    const call = there
      ? { method: 'PATCH' as const, path: pathOf(sku), json: content }
      : { method: 'POST' as const, path: '/products', json: { sku, ...content } };
    if (there ? updateExisting : importNew) await stockhub.send(context, call);
    return { id: sku };
  },
  async find(context, { importNew, updateExisting }, record) {
    const { sku } = Product.parse(record);
    const wanted = (await isThere(context, sku)) ? updateExisting : importNew;
    return wanted ? null : { id: sku };
  },
});
