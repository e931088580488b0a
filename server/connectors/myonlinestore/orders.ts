import * as z from 'zod';
import { field } from '../form.ts';
import { byOffset } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { earliestLocalText, instantOf, latestLocalText } from './local-time.ts';
import samples from './samples.json' with { type: 'json' };
import { shop } from './shop.ts';
import words from './words.json' with { type: 'json' };

/**
 * Every order is read, whatever its status: statuses are numbers of the shop's own, and a filter step shows why an order
 * was left out, which a filter hidden in here would not.
 */
const Options = z.object({ from: field(z.iso.date().optional(), words.options.from) });

/** The little that is read from an order's own document; the number is an integer in the specification, a text live. */
const Order = z.object({
  number: z.union([z.string(), z.number()]).transform(String),
  status_changed_date: z.string().optional(),
  status_changed_time: z.string().optional(),
  currency: z.string().default(''),
  price: z.object({ total: z.coerce.number() }).optional(),
  orderlines: z.array(z.object({ description: z.string().optional() })).default([]),
});

/**
 * Orders by status change, because the vendor has no webhooks and no other "changed since". Assumed: an order carries a
 * status change from the moment it is placed, and a payment moves the status. The list is ordered by number, and orders
 * only ever join it (a status change moves forward, archived orders stay), so offsets miss nothing while orders arrive.
 */
export const orders = listSource({
  title: words.sources.orders.title,
  confidence: 'documented',
  factsFrom: 'MyOnlineStore Connect API (OpenAPI)',
  options: Options,
  samples: samplesOf(samples),
  api: shop,
  call: () => ({ path: '/orders', query: { ordering: 'asc', test: 'false' } }),
  paging: byOffset({ param: 'offset', sizeParam: 'limit', size: 100 }),
  since: {
    param: 'status_changed_start_date',
    write: earliestLocalText,
    until: { param: 'status_changed_end_date', write: latestLocalText },
    first: ({ from }) => (from ? instantOf(`${from} 00:00:00`) : null),
  },
  reading: {
    view: Order,
    key: ({ number }) => number,
    title({ number, orderlines, price, currency }) {
      const [first, ...others] = orderlines.flatMap(({ description }) => (description ? [description] : []));
      const what = first && others.length > 0 ? `${first} +${others.length}` : first;
      return line(number, what, price && `${price.total.toFixed(2)} ${currency}`.trim());
    },
    changed: ({ status_changed_date: date, status_changed_time: time }) =>
      date && time ? instantOf(`${date} ${time}`) : null,
    // The list leaves test orders out when asked to; their number's mark (reported) is the second lock.
    isReal: ({ number }) => !number.startsWith('T-'),
  },
  one: { call: (key) => ({ path: `/orders/${encodeURIComponent(key)}` }) },
});
