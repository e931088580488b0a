import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Target, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { oneAtATime } from '../kit/one-at-a-time.ts';
import { articleId, forget, productMissing, remember } from './article-index.ts';
import { categoryId } from './categories.ts';
import { Options, Product, productFields } from './product.ts';
import { Article, changesOf, newArticle } from './product-changes.ts';
import samples from './product-samples.json' with { type: 'json' };
import { writeVariant } from './product-variants.ts';
import type { Settings } from './settings.ts';
import { shop } from './shop.ts';
import { Samples } from './stock.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

/**
 * Products, found by SKU or EAN, made or changed. What the shop has already is not written, so the same record once more
 * changes nothing. Routes and fields are documented; that a choice without a variant may be named by its option is assumed.
 */
export const products: Target<Settings> = defineTarget<Settings, Options>({
  title: words.targets.products.title,
  confidence: 'documented',
  factsFrom: 'MyOnlineStore Connect API (OpenAPI)',
  options: Options,
  fields: productFields,
  schema: Product,
  samples: Samples.parse(samples),
  repeatable: true,
  write(context, options, record) {
    const product = Product.parse(record);
    const main = product.variantOf || keyOf(product, options);
    // A product and its variants go one after another, in the order in which they come.
    const name = `${context.settings.address} ${context.settings.storeToken} product ${main.toLowerCase()}`;
    return oneAtATime(name, () =>
      product.variantOf
        ? writeVariant(context, options, product, product.variantOf)
        : writeProduct(context, options, product),
    );
  },
});

/** A product is known by what the step looks for; without an EAN that is nothing. */
function keyOf({ sku, ean }: Product, { by }: Options): string {
  const key = by === 'sku' ? sku : ean;
  if (key) return key;
  throw new PermanentError({ problem: { code: 'myonlinestore.no-ean', params: { sku } } });
}

async function writeProduct(context: Context, options: Options, product: Product): Promise<Written> {
  const key = keyOf(product, options);
  const there = await find(context, options, key);
  if (there && options.write !== 'create') await change(context, options, product, there);
  if (there) return { id: String(there.id) };
  if (options.write === 'update') throw productMissing(key);
  return create(context, product);
}

async function find(context: Context, { by }: Options, key: string): Promise<Article | null> {
  for (let time = 1; time <= 2; time += 1) {
    const id = await articleId(context, by, key);
    const article = id === null ? null : await shop.find(context, { path: `/articles/${id}` }, Article);
    if (article || id === null) return article;
    // It was deleted since it was looked up.
    forget(context);
  }
  return null;
}

async function create(context: Context, product: Product): Promise<Written> {
  const category = product.category ? await categoryId(context, product.category) : null;
  const call = { method: 'POST', path: '/articles', json: newArticle(product, category) } as const;
  const made = await shop.ask(context, call, Article);
  remember(context, made);
  await upload(context, made.id, product);
  return { id: String(made.id) };
}

async function change(context: Context, options: Options, product: Product, there: Article): Promise<void> {
  const wanted = options.updateCategory && product.category;
  const category = wanted ? await categoryId(context, wanted) : null;
  const json = changesOf(there, product, category, options);
  if (Object.keys(json).length > 0)
    remember(context, await shop.ask(context, { method: 'PATCH', path: `/articles/${there.id}`, json }, Article));
  // An upload adds to what is there, so images with content only go where there are none yet.
  if (options.updateImages && !there.images?.length) await upload(context, there.id, product);
}

async function upload(context: Context, id: number, { images }: Product): Promise<void> {
  for (const [at, image] of (images ?? []).entries()) {
    if ('url' in image) continue;
    const json = { ...image, position: at + 1 };
    await shop.send(context, { method: 'POST', path: `/articles/uploadImage/${id}`, json });
  }
}
