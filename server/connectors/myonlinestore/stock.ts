import * as z from 'zod';
import type { ConnectorContext, Target } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { articleId, type By, forget, productMissing } from './article-index.ts';
import type { Settings } from './settings.ts';
import { shop } from './shop.ts';
import samples from './stock-samples.json' with { type: 'json' };
import { setVariantStock } from './variants.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

export const ProductBy = () =>
  field(z.enum(['sku', 'ean']).default('sku'), { ...words.options.by, choices: words.bys });

const text = z.string().trim().min(1).max(200);
/** Pieces are whole: half a piece cannot be sold, and neither can less than nothing. Null = stock is not kept. */
export const Stock = z
  .number()
  .nullable()
  .transform((it) => (it === null ? null : Math.max(0, Math.floor(it))));

/** What a target's samples file holds. */
export const Samples = z.array(z.object({ key: z.string(), body: z.json() }));

const StockLine = z.object({ product: text, variant: text.nullish(), stock: Stock });
type StockLine = z.infer<typeof StockLine>;

/**
 * The stock of a product or of one of its variants, set as a whole number; null is "not kept", which is not zero (all
 * documented). That variants which are not named stay as they are is assumed.
 */
export const stock: Target<Settings> = defineTarget({
  title: words.targets.stock.title,
  confidence: 'documented',
  factsFrom: 'MyOnlineStore Connect API (OpenAPI)',
  options: z.object({ by: ProductBy() }),
  fields: [
    { path: 'product', title: words.fields.product, type: 'text', required: true },
    { path: 'variant', title: words.fields.variant, type: 'text', required: false },
    { path: 'stock', title: words.fields.stock, type: 'number', required: true },
  ],
  schema: StockLine,
  samples: Samples.parse(samples),
  repeatable: true,
  async write(context, { by }, record) {
    const line = StockLine.parse(record);
    const id = await productId(context, by, line.product);
    if (await isSet(context, id, line)) return { id: String(id) };
    // The product was deleted since it was looked up.
    forget(context);
    const now = await productId(context, by, line.product);
    if (await isSet(context, now, line)) return { id: String(now) };
    throw productMissing(line.product);
  },
});

async function isSet(context: Context, id: number, { variant, stock: wanted }: StockLine): Promise<boolean> {
  if (variant) return setVariantStock(context, id, variant, wanted);
  const call = { method: 'PATCH', path: `/articles/${id}`, json: { stock: wanted } } as const;
  return (await shop.find(context, call, z.json())) !== null;
}

async function productId(context: Context, by: By, key: string): Promise<number> {
  const id = await articleId(context, by, key);
  if (id === null) throw productMissing(key);
  return id;
}
