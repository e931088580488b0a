import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ManyWritten } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { type Context, factsFrom } from './admin-api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { eachOr, idsOf, mostInSync, onlyOf, type Row } from './sync.ts';
import words from './words.json' with { type: 'json' };

/** A value table or a calculation may give the number as text; Shopware takes whole numbers only (documented). */
const Stock = z.looseObject({ productNumber: z.string().min(1), stock: z.coerce.number().int() });
type Stock = z.infer<typeof Stock>;

/**
 * The number that can still be sold. Since 6.6 a new order lowers it at once and a cancelled one raises it again
 * (documented): a number that still contains open orders sells too much.
 */
export const stock = defineTarget<Settings, Record<string, never>>({
  title: words.targets.stock,
  confidence: 'documented',
  factsFrom,
  options: z.object({}),
  fields: [
    { path: 'productNumber', title: words.fields.productNumber, type: 'text', required: true },
    { path: 'stock', title: words.fields.stock, type: 'number', required: true },
  ],
  schema: Stock,
  samples: samples.stock,
  repeatable: true,
  write: async (context, _options, record) => onlyOf(await setAll(context, [Stock.parse(record)])),
  writeMany: {
    most: () => mostInSync,
    write: (context, _options, records) =>
      setAll(
        context,
        records.map(({ record }) => Stock.parse(record)),
      ),
  },
});

async function setAll(context: Context, records: Stock[]): Promise<ManyWritten[]> {
  const ids = await idsOf(
    context,
    records.map(({ productNumber }) => productNumber),
  );
  const rowOf = (it: Stock): Row | PermanentError => {
    const id = ids.get(it.productNumber);
    if (id) return { id, made: 'updated', fields: { stock: it.stock } };
    return new PermanentError({ problem: { code: 'shopware.product-unknown', params: { number: it.productNumber } } });
  };
  return eachOr(records, rowOf, context);
}
