import * as z from 'zod';
import { idOf } from './order-document.ts';
import type { Article, World } from './world.ts';

const Price = z.coerce.number().min(0).nullish();
const Stock = z.number().int().nullable();

/** What an article can be given (documented); unknown names are refused, so that a typing error shows. */
export const ArticleBody = z
  .strictObject({
    name: z.string().min(1),
    description: z.string(),
    sku: z.string(),
    taxable: z.boolean(),
    price: z.strictObject({ default: Price, action: Price, purchase: Price }).partial(),
    stock: Stock,
    extra: z.strictObject({ visible: z.record(z.string(), z.string()), invisible: z.record(z.string(), z.string()) }),
    categories: z.array(z.looseObject({ category_id: z.number().int() })),
    lists: z.array(
      z.strictObject({
        id: z.number().int(),
        has_images: z.boolean().optional(),
        options: z.array(z.strictObject({ id: z.number().int(), image_ids: z.array(z.string()) })),
      }),
    ),
    variants: z.array(
      z.strictObject({
        id: z.number().int().optional(),
        options: z.array(z.looseObject({ list_id: z.number().int(), option_id: z.number().int() })).optional(),
        stock: Stock.optional(),
      }),
    ),
    images: z.array(z.looseObject({ url: z.url().optional(), position: z.number().int().optional() })).max(15),
  })
  .partial();
type ArticleBody = z.infer<typeof ArticleBody>;

export const wrongIn = (error: z.ZodError): Record<string, string> =>
  Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.') || 'body', message]));

export function newArticle(world: World): Article {
  const id = nextId(world);
  return {
    ...{ id, sku: '', name: '', cents: 0, vat: 'high', stock: null, barcode: '', weight: '0.1', changed: null },
    ...{ description: '', purchase: null, attributes: {}, categories: [], choices: [], variants: [], images: [] },
  };
}

export function nextId(world: World): number {
  world.nextId += 1;
  return world.nextId - 1;
}

/** Lists, categories and images are replaced as a whole (documented), variants one by one (assumed). */
export function change(world: World, article: Article, body: ArticleBody, now: Date): void {
  const { price, extra, categories, lists, variants, images } = body;
  article.changed = now.toISOString();
  article.name = body.name ?? article.name;
  article.description = body.description ?? article.description;
  article.sku = body.sku ?? article.sku;
  if (body.stock !== undefined) article.stock = body.stock;
  if (typeof price?.default === 'number') article.cents = Math.round(price.default * 100);
  if (typeof price?.purchase === 'number') article.purchase = price.purchase;
  article.attributes = extra?.visible ?? article.attributes;
  article.barcode = extra?.invisible.barcode ?? article.barcode;
  article.categories = categories?.map(({ category_id }) => category_id) ?? article.categories;
  article.choices = lists?.map(({ id, options }) => ({ list: id, options })) ?? article.choices;
  for (const variant of variants ?? []) changeVariant(world, article, variant);
  if (images) article.images = images.map(({ url = '' }, at) => imageOf(world, url.split('/').at(-1) ?? '', at + 1));
}

export const imageOf = (world: World, name: string, position: number) => ({
  ...{ id: idOf(String(nextId(world)), 5), name, position },
});

function changeVariant(world: World, article: Article, wanted: NonNullable<ArticleBody['variants']>[number]): void {
  const [chosen] = wanted.options ?? [];
  const known = article.variants.find((it) => it.id === wanted.id || it.option === chosen?.option_id);
  if (known) known.stock = wanted.stock ?? null;
  else if (chosen) {
    const { list_id: list, option_id: option } = chosen;
    article.variants.push({ id: nextId(world), list, option, stock: wanted.stock ?? null });
  }
}
