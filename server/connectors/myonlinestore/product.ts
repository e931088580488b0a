import * as z from 'zod';
import type { Field } from '../connector.ts';
import { field } from '../form.ts';
import { ProductBy, Stock } from './stock.ts';
import words from './words.json' with { type: 'json' };

const text = z.string().trim().min(1).max(500);
const optional = z.string().trim().max(65_000).nullish();

/** An image by its address, which the shop fetches, or with its content (base64). */
const Image = z.union([z.object({ url: z.url() }), z.object({ filename: text, content: z.base64().min(1) })]);

/** A product as a flow hands it over. With `variantOf` it is a choice of another product, whose list `choiceList` is. */
export const Product = z.object({
  sku: text,
  ean: optional,
  name: text,
  description: optional,
  price: z.number().min(0).nullish(),
  purchasePrice: z.number().min(0).nullish(),
  stock: Stock.optional(),
  category: optional,
  attributes: z.array(z.object({ name: text, value: z.string().trim().max(500) })).nullish(),
  images: z.array(Image).max(15).nullish(),
  variantOf: optional,
  choiceList: optional,
  variant: optional,
});
export type Product = z.infer<typeof Product>;

const fieldOf = (path: keyof typeof words.fields, type: Field['type'], required = false): Field => ({
  ...{ path, type, required },
  title: words.fields[path],
});

export const productFields: Field[] = [
  fieldOf('sku', 'text', true),
  fieldOf('ean', 'text'),
  fieldOf('name', 'text', true),
  fieldOf('description', 'text'),
  fieldOf('price', 'number'),
  fieldOf('purchasePrice', 'number'),
  fieldOf('stock', 'number'),
  fieldOf('category', 'text'),
  fieldOf('attributes', 'list'),
  fieldOf('attributes[].name', 'text'),
  fieldOf('attributes[].value', 'text'),
  fieldOf('images', 'list'),
  fieldOf('images[].url', 'text'),
  fieldOf('images[].filename', 'text'),
  fieldOf('images[].content', 'text'),
  fieldOf('variantOf', 'text'),
  fieldOf('choiceList', 'text'),
  fieldOf('variant', 'text'),
];

const also = (named: keyof typeof words.also, byDefault: boolean) =>
  field(z.boolean().default(byDefault), { title: words.also[named], help: words.options.also });

/** What may be done, and which fields go over what the shop has; a new product gets them all. */
export const Options = z.object({
  by: ProductBy(),
  write: field(z.enum(['both', 'create', 'update']).default('both'), { ...words.options.write, choices: words.writes }),
  updateName: also('name', true),
  updateDescription: also('description', false),
  updatePrice: also('price', true),
  updateStock: also('stock', false),
  updateCategory: also('category', false),
  updateAttributes: also('attributes', true),
  updateImages: also('images', false),
});
export type Options = z.infer<typeof Options>;
