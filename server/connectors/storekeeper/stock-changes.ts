import type { Page, Source, SourceRecord } from '../connector.ts';
import { defineSource } from '../define.ts';
import { samplesOf } from '../kit/reading.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import { type Context, facts } from './api.ts';
import { Happened, isEcho } from './event.ts';
import { Options, productsById, recordOf } from './products.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/**
 * Products of the channel as soon as StoreKeeper says that something happened to them. Its message carries no data (known), so
 * the product is asked for as it is now; `change` tells what happened, `change.echo` that it was the channel's own order.
 */
export const stockChanges: Source<Settings> = defineSource<Settings, Options>({
  title: words.sources.stockChanges,
  confidence: 'documented',
  factsFrom: facts,
  options: Options,
  samples: samplesOf(samples.stockChanges),
  pushed: true,
  coalesce: true,
  async read(context, options, cursor): Promise<Page> {
    const page = await readArrived(context, undefined, cursor);
    return { ...page, records: await asTheyAreNow(context, options, page.records) };
  },
  cursorAt: (_options, from, until) => arrivedCursorAt(from, until),
});

async function asTheyAreNow(context: Context, options: Options, arrived: SourceRecord[]): Promise<SourceRecord[]> {
  const told = arrived
    .map(({ body, version }) => ({ ...Happened.parse(body), version }))
    .filter(({ entity }) => entity === 'ShopProduct');
  const now = await productsById(
    context,
    told.map(({ id }) => id),
  );
  return told.map(({ id, events, version }) => {
    const product = now.get(id);
    const change = { events, echo: isEcho(events), gone: !product };
    const record = product
      ? recordOf(product, options, { change })
      : { key: id, title: id, body: JSON.parse(JSON.stringify({ id: Number(id), change })) };
    return { ...record, ...(version !== undefined && { version }) };
  });
}
