import * as z from 'zod';
import { field } from '../form.ts';
import { byOffset } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { factsFrom, warehouseApi } from './warehouse-api.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({ warehouse: field(z.string().trim().max(100).default(''), words.options.warehouse) });
type Options = z.infer<typeof Options>;

const Row = z.object({
  sku: z.string(),
  available: z.number(),
  updated_at: z.coerce.date().nullish(),
});

/**
 * Stock per product. That there is an inventory to read is told by the help pages; its address, its fields and what
 * narrows it are assumed.
 */
export const stock = listSource<Settings, Options, z.infer<typeof Row>>({
  title: words.sources.stock,
  confidence: 'assumed',
  factsFrom,
  options: Options,
  samples: samplesOf(samples.stock),
  api: warehouseApi,
  call: ({ warehouse }) => ({ path: '/inventory', query: warehouse === '' ? {} : { warehouse_id: warehouse } }),
  paging: byOffset({ param: 'skip', sizeParam: 'limit', size: 100 }),
  // Without a moment every stock is wanted, however long ago it changed.
  since: { param: 'updated_since', first: () => new Date('2000-01-01T00:00:00Z') },
  reading: {
    view: Row,
    key: ({ sku }) => sku,
    title: ({ sku, available }) => line(sku, available),
    changed: ({ updated_at }) => updated_at ?? null,
  },
  one: { call: (key) => ({ path: '/inventory', query: { sku: key } }) },
});
