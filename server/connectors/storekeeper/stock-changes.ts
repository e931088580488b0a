import * as z from 'zod';
import type { Page, Source, SourceRecord } from '../connector.ts';
import { defineSource } from '../define.ts';
import { field } from '../form.ts';
import { samplesOf } from '../kit/reading.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import { type Context, facts } from './api.ts';
import { Happened, isEcho } from './event.ts';
import { Options, productsById, recordOf, stockOf } from './products.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const ChangeOptions = Options.extend({ ownOrders: field(z.boolean().default(false), words.options.ownOrders) });
type ChangeOptions = z.infer<typeof ChangeOptions>;

/**
 * Products of the channel as soon as StoreKeeper says that something happened to them. Its message carries no data (known), so
 * the product is asked for as it is now. What the channel need not hear of is passed over here and not by a later step, because of those
 * that wait only the newest goes on: the channel's own orders, and what is not published there, but for the moment at which it is taken off.
 */
export const stockChanges: Source<Settings> = defineSource<Settings, ChangeOptions>({
  title: words.sources.stockChanges,
  confidence: 'documented',
  factsFrom: facts.changes,
  options: ChangeOptions,
  samples: samplesOf(samples.stockChanges),
  pushed: true,
  coalesce: true,
  async read(context, options, cursor): Promise<Page> {
    const page = await readArrived(context, undefined, cursor);
    return { ...page, records: await asTheyAreNow(context, options, page.records) };
  },
  cursorAt: (_options, from, until) => arrivedCursorAt(from, until),
});

async function asTheyAreNow(context: Context, options: ChangeOptions, arrived: SourceRecord[]) {
  const told = arrived
    .map(({ body, version }) => ({ ...Happened.parse(body), version }))
    .filter(({ entity, events }) => entity === 'ShopProduct' && (options.ownOrders || !isEcho(events)));
  const now = await productsById(
    context,
    told.map(({ id }) => id),
  );
  return told.flatMap(({ id, events, version }): SourceRecord[] => {
    const product = now.get(id);
    const isTakenOff = events.some(({ event }) => event === 'deactivated');
    // One that was deleted has no SKU left to tell it by; it is missing in the next feed.
    if (!product || !(isTakenOff || stockOf(product.view, options).published)) return [];
    return [{ ...recordOf(product, options, { change: events }), ...(version !== undefined && { version }) }];
  });
}
