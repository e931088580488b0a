import * as z from 'zod';
import { field } from '../form.ts';
import { changeTarget } from '../kit/target.ts';
import { body, retailerApi, v11 } from './retailer-api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** The highest stock that bol takes: documented for version 10; that it still holds in 11 is assumed. */
const most = 999;

/** Less than nothing is nothing: a warehouse may have promised more than it has. */
const Stock = z.looseObject({ sku: z.string().min(1), amount: z.number() });

const Options = z.object({
  alreadyReserved: field(z.boolean().default(true), words.options.alreadyReserved),
});

/** The stock of an offer, found by its internal reference (offers version 11: at once, without a process). */
export const offerStock = changeTarget<Settings, z.infer<typeof Options>>({
  title: words.targets.offerStock,
  confidence: 'documented',
  factsFrom: 'bol Offers API 11 (OpenAPI)',
  options: Options,
  fields: [
    { path: 'sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'amount', title: words.fields.amount, type: 'number', required: true },
  ],
  schema: Stock,
  samples: samples.offerStock,
  api: retailerApi,
  absent: 'bol.offer-unknown',
  find: {
    call: ({ key }) => ({ path: '/retailer/offers', query: { reference: key }, headers: v11 }),
    ...{ list: 'offers', id: 'offerId', key: 'reference' },
  },
  change: {
    call: ({ id, record, options: { alreadyReserved: managedByRetailer } }) => {
      const amount = Math.min(most, Math.max(0, Math.floor(Stock.parse(record).amount)));
      const path = `/retailer/offers/${encodeURIComponent(id)}`;
      return { method: 'PATCH', path, ...body({ stock: { amount, managedByRetailer } }, 'v11') };
    },
  },
});
