import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ManyWritten } from '../connector.ts';
import { inHalves } from '../kit/in-halves.ts';
import { adminApi, type Context, search } from './admin-api.ts';

/** How many records one call takes: far below what a shop's server bears, and a whole batch of ours. */
export const mostInSync = 100;

const Synced = z.object({ data: z.looseObject({ product: z.array(z.string()).default([]) }) });

/** A product as it goes into the bulk call, under Shopware's id. */
export type Row = { id: string; made: 'created' | 'updated'; fields: Record<string, unknown> };

/**
 * Products in one call of the sync API. Shopware takes all of a call or nothing of it (documented), so a refused call is sent
 * again in halves. Search index and cache follow by the shop's own queue, or large calls would take minutes (documented).
 */
const syncProducts = (context: Context, rows: readonly Row[]): Promise<ManyWritten[]> =>
  inHalves(rows, (some) => send(context, some), isAboutContent);

async function send(context: Context, rows: readonly Row[]): Promise<ManyWritten[]> {
  const payload = rows.map(({ id, fields }) => ({ id, ...fields }));
  await adminApi.ask(
    context,
    {
      ...{ method: 'POST', path: '/_action/sync' },
      headers: { 'indexing-behavior': 'use-queue-indexing' },
      json: [{ entity: 'product', action: 'upsert', payload }],
    },
    Synced,
  );
  return rows.map(({ id, made }) => ({ written: { id, made } }));
}

const isAboutContent = (error: unknown) =>
  error instanceof PermanentError && error.problem.code !== 'shopware.not-allowed';

/** The one outcome of a call with one record. */
export function onlyOf(outcomes: ManyWritten[]) {
  const [outcome] = outcomes;
  if (outcome && 'written' in outcome) return outcome.written;
  throw outcome?.error ?? new Error('A bulk call without records');
}

const Known = z.object({ data: z.array(z.object({ id: z.string(), productNumber: z.string() })) });

/** Shopware's ids of products by their numbers; variants have numbers of their own. */
export async function idsOf(context: Context, numbers: readonly string[]): Promise<Map<string, string>> {
  const filter = [{ type: 'equalsAny', field: 'productNumber', value: [...new Set(numbers)] }];
  const criteria = { page: 1, limit: mostInSync, filter, includes: { product: ['id', 'productNumber'] } };
  const { data } = await adminApi.ask(context, search('product', criteria), Known);
  return new Map(data.map(({ id, productNumber }) => [productNumber, id]));
}

/** Puts the outcomes of what could be sent back among those that could not, in the order of the records. */
export async function eachOr<In>(
  records: readonly In[],
  rowOf: (record: In) => Row | PermanentError,
  context: Context,
): Promise<ManyWritten[]> {
  const rows = records.map(rowOf);
  const good = rows.flatMap((row) => (row instanceof PermanentError ? [] : [row]));
  const written = good.length > 0 ? await syncProducts(context, good) : [];
  const outcomes = written.values();
  return rows.map((row) => {
    if (row instanceof PermanentError) return { error: row };
    const { value } = outcomes.next();
    if (!value) throw new Error('Shopware took a product without telling what became of it');
    return value;
  });
}
