import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Check, ConnectorContext } from '../connector.ts';
import type { Settings } from './settings.ts';
import { ask } from './shop.ts';
import words from './words.json' with { type: 'json' };

const Count = z.object({ count: z.number() });

/** Reachable, key accepted, orders, articles; it stops at the first one that a later one cannot do without. */
export async function check(context: ConnectorContext<Settings>): Promise<Check[]> {
  const key = await named('key', words.checks.key, async () => void (await ask(context, '/store', {}, z.object({}))));
  const reachable: Check = { id: 'reachable', title: words.checks.reachable, ok: true };
  if (isOutOfReach(key)) return [{ ...reachable, ok: false, problem: key.problem }];
  if (!key.ok) return [reachable, key];
  const counted = (path: string) => async () => (await ask(context, path, {}, Count))?.count;
  return [
    reachable,
    key,
    await named('orders', words.checks.orders, counted('/orders/count')),
    await named('articles', words.checks.articles, counted('/articles/count')),
  ];
}

async function named(id: string, title: Words, run: () => Promise<number | undefined>): Promise<Check> {
  try {
    const count = await run();
    return { id, title, ok: true, ...(count !== undefined && { count }) };
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError) {
      return { id, title, ok: false, problem: error.problem };
    }
    throw error;
  }
}

/** The shop's own refusals carry the connector's codes; all else happened on the way there. */
const isOutOfReach = ({ problem }: Check): boolean =>
  problem !== undefined && !problem.code.startsWith('myonlinestore.');
