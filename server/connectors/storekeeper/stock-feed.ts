import * as z from 'zod';
import type { Page, Source } from '../connector.ts';
import { defineSource } from '../define.ts';
import { samplesOf } from '../kit/reading.ts';
import { type Context, facts } from './api.ts';
import { Options, productBySku, productsFrom, recordOf } from './products.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** Where in the list a reading stands, the last id that was read, and the day of the feed that is being made. */
const Place = z.object({
  start: z.number().int().min(0).default(0),
  last: z.number().default(0),
  day: z.iso.date().optional(),
});

const most = 100;
/** So many are read twice from page to page: what is deleted meanwhile pulls the others forward. */
const overlap = 10;

const dayOf = (context: Context) => context.now().toISOString().slice(0, 10);

/**
 * Every product of the sales channel with its stock, whole each time. `feedDay` says for which day, so that the same stock is
 * told again the next day: that is what makes a feed the safety net below single changes.
 */
export const stockFeed: Source<Settings> = defineSource<Settings, Options>({
  title: words.sources.stockFeed,
  confidence: 'documented',
  factsFrom: facts.products,
  options: Options,
  samples: samplesOf(samples.stockFeed),
  async read(context, options, cursor): Promise<Page> {
    const { start, last, day: feedDay = dayOf(context) } = Place.parse(cursor ?? {});
    const { found } = await productsFrom(context, start, most);
    const fresh = found.filter(({ view }) => Number(view.id) > last);
    // Nothing known in sight: more went away than the overlap holds.
    if (start > 0 && fresh.length === found.length)
      return { records: [], next: { start: Math.max(0, start - most), last, day: feedDay }, resume: {} };
    const newest = Number(found.at(-1)?.view.id ?? last);
    const more = found.length === most && newest > last;
    return {
      records: fresh.map((it) => recordOf(it, options, { feedDay })),
      next: more ? { start: start + most - overlap, last: newest, day: feedDay } : null,
      resume: {},
    };
  },
  async readOne(context, options, key) {
    const found = await productBySku(context, key);
    return found && recordOf(found, options, { feedDay: dayOf(context) });
  },
});
