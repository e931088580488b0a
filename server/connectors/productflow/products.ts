import * as z from 'zod';
import { field } from '../form.ts';
import { byPageCount } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { facts, productFlow } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** The language of titles and texts goes into a header on every product call (verified; the client's default is English). */
export const language = field(z.enum(['nl', 'en', 'de', 'fr']).default('nl'), {
  ...words.options.language,
  choices: words.options.languages,
});
export const inLanguage = (it: string) => ({ 'accept-language': it });
/** A SKU may hold slashes and blanks. */
export const productPath = (sku: string) => `/product/${encodeURIComponent(sku)}`;

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
  newestFirst: true,
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
