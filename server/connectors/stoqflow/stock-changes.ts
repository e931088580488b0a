import { parse } from 'secure-json-parse';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Arrival, Page, Receiving, Source, SourceRecord } from '../connector.ts';
import { fewAtATime } from '../kit/few-at-a-time.ts';
import { keeping, samplesOf } from '../kit/reading.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import samples from './samples.json' with { type: 'json' };
import { skuAt } from './sandbox/products.ts';
import type { Settings } from './settings.ts';
import { stock } from './stock.ts';
import { factsFrom } from './warehouse-api.ts';
import words from './words.json' with { type: 'json' };

/**
 * Stock as soon as Stoqflow says that it changed. Its message is not signed (none is known), so only the SKU is taken from it and
 * the stock is asked for as it is now. Whether a message that was not taken comes again is unknown: the source `stock`, read now
 * and then, is the net below it.
 */
export const stockChanges: Source<Settings> = {
  title: words.sources.stockChanges,
  confidence: 'assumed',
  factsFrom,
  options: stock.options,
  samples: samplesOf(samples.stock),
  pushed: true,
  coalesce: true,
  async read(context, options, cursor): Promise<Page> {
    const page = await readArrived(context, undefined, cursor);
    // The first alone: a system that is away is asked once, and not by four at the same time.
    const [first, ...others] = page.records;
    const ask = async ({ key }: SourceRecord) => stock.readOne?.(context, options, key);
    const now = first ? [await ask(first), ...(await fewAtATime(others, ask))] : [];
    return { ...page, records: now.flatMap((record) => record ?? []) };
  },
  cursorAt: (_options, from, until) => arrivedCursorAt(from, until),
};

/** The object itself as it is after saving, without an envelope (reported); how its fields are called is assumed. */
const Row = z.object({ sku: z.string().min(1), available: z.number() });

/**
 * A webhook made by hand, with an address that nobody can guess in place of a signature (assumed). A message does not say what
 * happened (reported); what is no stock is heard and not kept.
 */
export const receiving: Receiving<Settings> = {
  verify: () => {},
  read: (_settings, { body }) => readRow(body.toString('utf8')),
  howToSend: () => words.howToSend,
  sample(_settings, no, now) {
    const row = { ...samples.stock[0]?.body, sku: skuAt(no - 1), updated_at: now.toISOString() };
    return { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(row)) };
  },
};

function readRow(text: string): Arrival | null {
  const row = keeping(Row).safeParse(jsonOf(text)).data;
  if (!row) return null;
  const { sku } = row.view;
  // Its time is not believed either: one from the future would make all that follow look old.
  return { eventId: null, changedAt: null, record: { key: sku, title: sku, body: row.body } };
}

function jsonOf(text: string): unknown {
  try {
    return parse(text, { protoAction: 'remove', constructorAction: 'remove' });
  } catch (cause) {
    throw new PermanentError({ problem: { code: 'stoqflow.unreadable', params: {} }, cause });
  }
}
