import * as z from 'zod';
import { firstFrom, fromDay } from '../kit/fields.ts';
import { byNextUrl } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { exact, facts, quoted } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

/** `/Date(1772440000000)/` (OData 2). */
const ODataDate = z.string().transform((text, context) => {
  const [, moment] = /^\/Date\((-?\d+)\)\/$/.exec(text) ?? [];
  if (moment !== undefined) return new Date(Number(moment));
  context.addIssue('no OData date');
  return z.NEVER;
});

const select = 'ID,Code,Description,Barcode,Stock,IsSalesItem,Modified';

/** Ordinary lists come in pages of 60, and must be asked with a filter where they are long (reported). */
const list = listSource({
  title: words.items,
  confidence: 'reported',
  factsFrom: facts.client,
  options: z.object({ from: fromDay() }),
  samples: samplesOf(samples.items),
  api: exact,
  call: (_options, { division }) => ({ path: `/${division}/logistics/Items`, query: { $select: select } }),
  list: 'd.results',
  paging: byNextUrl({ at: 'd.__next' }),
  since: {
    param: '$filter',
    write: (moment) => `Modified ge datetime'${moment.toISOString().slice(0, 19)}'`,
    first: (options) => firstFrom(options) ?? new Date(0),
  },
  reading: {
    view: z.object({
      Code: z.string().transform((code) => code.trim()),
      Description: z.string().nullish(),
      Stock: z.number().nullish(),
      Modified: ODataDate,
    }),
    key: ({ Code }) => Code,
    title: ({ Code, Description, Stock }) => line(Code, Description, Stock),
    changed: ({ Modified }) => Modified,
  },
  one: {
    call: (code, _options, { division }) => ({
      path: `/${division}/logistics/Items`,
      query: { $select: select, $filter: `Code eq ${quoted(code)}` },
    }),
    at: 'd.results',
  },
});

export const items = { ...list, coalesce: true };
