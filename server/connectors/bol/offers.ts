import * as z from 'zod';
import { field } from '../form.ts';
import { byCursor } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { retailerApi, v11 } from './retailer-api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({ withCatalogue: field(z.boolean().default(true), words.options.withCatalogue) });
type Options = z.infer<typeof Options>;

const Offer = z.object({
  offerId: z.string(),
  ean: z.string().optional(),
  reference: z.string().optional(),
  lastModifiedDateTime: z.coerce.date(),
  stock: z.object({ amount: z.number() }).optional(),
});
type Offer = z.infer<typeof Offer>;

/**
 * Offers of version 11 (documented). What an offer sells is named by the catalogue alone, in an attribute called `Title`
 * (assumed), so each offer's catalogue page is put beside it under `catalogue`. An offer is called by its internal
 * reference, else by its EAN: that is the SKU elsewhere.
 */
export const offers = listSource<Settings, Options, Offer>({
  title: words.sources.offers,
  confidence: 'documented',
  factsFrom: 'bol Offers API 11 (OpenAPI)',
  options: Options,
  samples: samplesOf(samples.offers),
  api: retailerApi,
  call: () => ({ path: '/retailer/offers', headers: v11 }),
  list: 'offers',
  paging: byCursor({ param: 'cursor', at: 'page.nextCursor', sizeParam: 'page-size', size: 100 }),
  // Without a moment every offer is wanted, however long ago it changed: bol has sold for longer than this.
  since: { param: 'last-modified-date-time', first: () => new Date('2000-01-01T00:00:00Z') },
  reading: {
    view: Offer,
    key: ({ reference, ean, offerId }) => reference || ean || offerId,
    title: ({ reference, ean, stock }) => line(reference, ean, stock && `${stock.amount} ×`),
    changed: ({ lastModifiedDateTime }) => lastModifiedDateTime,
  },
  each: {
    call: ({ ean }, { withCatalogue }) =>
      withCatalogue && ean ? { path: `/retailer/content/catalog-products/${encodeURIComponent(ean)}` } : null,
    under: 'catalogue',
  },
  one: {
    call: (key) => ({
      path: '/retailer/offers',
      query: /^\d{13}$/.test(key) ? { eans: key } : { reference: key },
      headers: v11,
    }),
    at: 'offers',
  },
});
