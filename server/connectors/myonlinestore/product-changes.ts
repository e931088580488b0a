import * as z from 'zod';
import type { Json } from '../connector.ts';
import type { Options, Product } from './product.ts';

const Amount = z.coerce.number().nullish();
const Texts = z
  .union([
    z.record(z.string(), z.json()),
    z.array(z.json()).transform((): Record<string, z.core.util.JSONType> => ({})),
  ])
  .nullish();

/** A product as the shop has it, as far as changes are told by it. Prices are texts in the specification, numbers live. */
export const Article = z.looseObject({
  id: z.number(),
  sku: z.union([z.string(), z.number()]).nullish(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  price: z.looseObject({ default: Amount, purchase: Amount }).nullish(),
  stock: z.number().nullish(),
  extra: z.looseObject({ visible: Texts, invisible: Texts }).nullish(),
  categories: z.array(z.looseObject({ category_id: z.number() })).nullish(),
  images: z.array(z.looseObject({ original_name: z.string().nullish() })).nullish(),
});
export type Article = z.infer<typeof Article>;

type Body = { [name: string]: Json };

/** A new product with everything that is known of it (documented; `categories` must be there). */
export const newArticle = (product: Product, category: number | null): Body => ({
  ...{ name: product.name, sku: product.sku, taxable: true },
  ...(product.description && { description: product.description }),
  ...priceOf(product),
  ...(product.stock !== undefined && { stock: product.stock }),
  ...extraOf(product, {}),
  categories: category === null ? [] : [{ category_id: category, is_main: true, is_active: true }],
  ...(urlsOf(product).length > 0 && { images: imagesOf(product) }),
});

/** What of a product must change, by the fields that may; empty where the shop has it all, so nothing is written. */
export function changesOf(there: Article, product: Product, category: number | null, options: Options): Body {
  const { updateName, updateDescription, updatePrice, updateStock, updateAttributes, updateImages } = options;
  const { name, description, stock } = product;
  return {
    ...(updateName && name !== there.name && { name }),
    ...(updateDescription && description && description !== there.description && { description }),
    ...(updatePrice && priceDiffers(there, product) && priceOf(product)),
    ...(updateStock && stock !== undefined && stock !== (there.stock ?? null) && { stock }),
    ...(updateAttributes && extraDiffers(there, product) && extraOf(product, there.extra ?? {})),
    ...(category !== null &&
      !there.categories?.some((it) => it.category_id === category) && {
        categories: [{ category_id: category, is_main: true, is_active: true }],
      }),
    ...(updateImages && imagesDiffer(there, product) && { images: imagesOf(product) }),
  };
}

function priceOf({ price, purchasePrice }: Product): Body {
  const prices = {
    ...(typeof price === 'number' && { default: price }),
    ...(typeof purchasePrice === 'number' && { purchase: purchasePrice }),
  };
  return Object.keys(prices).length > 0 ? { price: prices } : {};
}

const priceDiffers = ({ price }: Article, { price: wanted, purchasePrice }: Product): boolean =>
  (typeof wanted === 'number' && wanted !== price?.default) ||
  (typeof purchasePrice === 'number' && purchasePrice !== price?.purchase);

const attributesOf = ({ attributes }: Product) =>
  Object.fromEntries((attributes ?? []).map(({ name, value }) => [name, value]));

/** Fields of the shop's own stay: whether a change of these keeps what it does not name is not documented. */
function extraOf(product: Product, there: NonNullable<Article['extra']>): Body {
  const visible = { ...there.visible, ...attributesOf(product) };
  const invisible = { ...there.invisible, ...(product.ean && { barcode: product.ean }) };
  if (Object.keys(visible).length + Object.keys(invisible).length === 0) return {};
  return { extra: { visible, invisible } };
}

function extraDiffers({ extra }: Article, product: Product): boolean {
  const attributes = Object.entries(attributesOf(product));
  const barcode = product.ean ?? '';
  return (
    attributes.some(([name, value]) => extra?.visible?.[name] !== value) ||
    (barcode !== '' && extra?.invisible?.barcode !== barcode)
  );
}

const urlsOf = ({ images }: Product) => (images ?? []).flatMap((image) => ('url' in image ? [image.url] : []));
const imagesOf = (product: Product): Json => urlsOf(product).map((url, at) => ({ url, position: at + 1 }));

/** The shop keeps images at addresses of its own; the name of the file is what they have in common (assumed). */
function imagesDiffer({ images }: Article, product: Product): boolean {
  const wanted = urlsOf(product).map(fileName);
  const have = (images ?? []).map(({ original_name }) => fileName(original_name ?? ''));
  return wanted.length > 0 && (wanted.length !== have.length || wanted.some((name) => !have.includes(name)));
}

const fileName = (address: string): string =>
  (address.split(/[?#]/)[0]?.split('/').at(-1) ?? '').replace(/\.\w+$/, '').toLowerCase();
