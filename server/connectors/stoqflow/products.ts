import * as z from 'zod';
import type { Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { idOf } from './company.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { type Context, factsFrom, warehouseApi } from './warehouse-api.ts';
import words from './words.json' with { type: 'json' };

/** Reported: 3 to 50 characters, and neither `::` nor `||`. */
export const Sku = z
  .string()
  .min(3)
  .max(50)
  .refine((sku) => !sku.includes('::') && !sku.includes('||'));

/**
 * The name is at most 100 characters (reported). Without an EAN no marketplace can be linked to a product (reported); how
 * its field is called is assumed.
 */
const Product = z.looseObject({
  sku: Sku,
  ean: z.string().regex(/^\d{8,14}$/),
  name: z.string().trim().min(1).max(100),
  description: z.string().optional(),
  retail_price: z.number().min(0).optional(),
  custom_fields: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
});
type Product = z.infer<typeof Product>;

const Options = z.object({
  brand: field(z.string().trim().max(100).default(''), words.options.brand),
  known: field(z.enum(['leave', 'update']).default('leave'), {
    ...words.options.known,
    choices: words.options.knownChoices,
  }),
});
type Options = z.infer<typeof Options>;

const { fields } = words;

/** Products by SKU: made where they are not known, and else changed only where a person wants that. */
export const products = defineTarget<Settings, Options>({
  title: words.targets.products,
  confidence: 'reported',
  factsFrom,
  options: Options,
  fields: [
    { path: 'sku', title: fields.sku, type: 'text', required: true },
    { path: 'ean', title: fields.ean, type: 'text', required: true },
    { path: 'name', title: fields.name, type: 'text', required: true },
    { path: 'description', title: fields.description, type: 'text', required: false },
    { path: 'retail_price', title: fields.price, type: 'number', required: false },
    { path: 'custom_fields', title: fields.customFields, type: 'list', required: false },
    { path: 'custom_fields[].key', title: fields.key, type: 'text', required: true },
    { path: 'custom_fields[].value', title: fields.value, type: 'text', required: true },
  ],
  schema: Product,
  samples: samples.products,
  repeatable: true,
  write: (context, options, record) => bring(context, options, Product.parse(record)),
});

async function bring(context: Context, { brand, known }: Options, product: Product): Promise<Written> {
  const { sku, custom_fields: custom, ...rest } = product;
  const there = await findProduct(context, sku);
  if (there) {
    const missing = {
      ...(!there.ean && { ean: rest.ean }),
      ...(isEmpty(there) && !isEmpty(product) && { custom_fields: custom }),
    };
    const news = known === 'update' ? { ...rest, ...(!isEmpty(product) && { custom_fields: custom }) } : missing;
    if (Object.keys(news).length > 0) await change(context, there._id, news);
    return { id: there._id };
  }
  const json = { type: 'basic', sku, ...rest, brand_id: await idOf(context, 'brand', brand) };
  const made = await warehouseApi.ask(
    context,
    { method: 'POST', path: '/products', json },
    z.object({ _id: z.string() }),
  );
  // Own fields are dropped when a product is made, and only taken with a change (reported).
  if (!isEmpty(product)) await change(context, made._id, { custom_fields: custom });
  return { id: made._id };
}

/** A PUT changes only what it names (reported). */
const change = (context: Context, id: string, json: Record<string, unknown>) =>
  warehouseApi.send(context, { method: 'PUT', path: `/products/${encodeURIComponent(id)}`, json });

const Row = z.object({
  _id: z.string(),
  sku: z.string(),
  ean: z.string().nullish(),
  custom_fields: z.array(z.unknown()).nullish(),
});

/** Whether own fields are still to be filled: also of a product that was made when the answer was lost. */
const isEmpty = ({ custom_fields: custom }: { custom_fields?: unknown[] | null }) => (custom ?? []).length === 0;

/** The product with this very SKU; `fields=*` is what the known client always sends (reported). */
export async function findProduct(context: Context, sku: string): Promise<z.infer<typeof Row> | null> {
  const call = { path: '/products', query: { sku, fields: '*' } };
  const rows = await warehouseApi.ask(context, call, z.array(Row));
  return rows.find((row) => row.sku === sku) ?? null;
}
