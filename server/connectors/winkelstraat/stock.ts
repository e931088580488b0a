import * as z from 'zod';
import type { Target } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { changeTarget } from '../kit/target.ts';
import { copernicus, facts } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const { fields } = words;
const text = (path: string, title: (typeof fields)[keyof typeof fields], required = false) => ({
  ...{ path, title, type: 'text' as const, required },
});
const number = (path: string, title: (typeof fields)[keyof typeof fields], required = false) => ({
  ...{ path, title, type: 'number' as const, required },
});

const Quantity = z.number().int().min(0);
const Line = z.looseObject({
  feed: z.iso.date(),
  sku: z.string().trim().min(1),
  quantity: Quantity,
  updated_at: z.string().optional(),
});
const Change = z.looseObject({ sku: z.string().trim().min(1), quantity: Quantity, changed_at: z.string().optional() });

const Options = z.object({});
const mostInFeed = 100;
const feedCall = (lines: unknown[]) => ({ method: 'POST' as const, path: '/feed', json: { lines } });

/** Lines of the night's feed, many in one call. Each replaces the one before it, so the same once more changes nothing. */
export const feed: Target<Settings> = defineTarget<Settings, z.infer<typeof Options>>({
  title: words.targets.feed,
  confidence: 'assumed',
  factsFrom: facts,
  options: Options,
  fields: [
    text('feed', fields.feed, true),
    text('sku', fields.sku, true),
    text('ean', fields.ean),
    number('quantity', fields.quantity, true),
    number('price', fields.price),
    number('sale_price', fields.salePrice),
    text('parent_sku', fields.parent),
    text('title', fields.product),
    text('brand', fields.brand),
    text('size', fields.size),
    text('color', fields.color),
    text('updated_at', fields.updatedAt),
  ],
  schema: Line,
  samples: samples.feed,
  repeatable: true,
  async write(context, _options, record) {
    const line = Line.parse(record);
    await copernicus.send(context, feedCall([line]));
    return { id: line.sku };
  },
  writeMany: {
    most: () => mostInFeed,
    async write(context, _options, records) {
      const lines = records.map(({ record }) => Line.parse(record));
      await copernicus.send(context, feedCall(lines));
      return lines.map(({ sku }) => ({ written: { id: sku } }));
    },
  },
});

/** One product's stock as soon as it changes; a product that no feed has named yet is unknown there (known). */
export const stock = changeTarget<Settings, z.infer<typeof Options>>({
  title: words.targets.stock,
  confidence: 'assumed',
  factsFrom: facts,
  options: Options,
  fields: [
    text('sku', fields.sku, true),
    text('ean', fields.ean),
    number('quantity', fields.quantity, true),
    text('changed_at', fields.changedAt),
  ],
  schema: Change,
  samples: samples.stock,
  api: copernicus,
  change: { call: ({ record }) => ({ method: 'POST', path: '/stock', json: record }) },
});
