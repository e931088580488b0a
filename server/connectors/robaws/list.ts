import * as z from 'zod';
import type { ConnectorContext } from '../connector.ts';
import type { Call } from '../kit/api.ts';
import { robaws } from './api.ts';
import type { Settings } from './settings.ts';

/**
 * Everything of a collection that fits. What does not is passed over here, because filters that a tenant does not know are
 * ignored without a word, and the answer is then the whole collection.
 */
export async function allThatFit<S extends z.ZodType>(
  context: ConnectorContext<Settings>,
  { path, query, item, fits }: { path: string; query: Call['query']; item: S; fits(it: z.output<S>): boolean },
): Promise<z.output<S>[]> {
  const Page = z.object({ items: z.array(item), totalPages: z.number().default(1) });
  const found: z.output<S>[] = [];
  for (let page = 0; ; page += 1) {
    const { items, totalPages } = await robaws.ask(context, { path, query: { ...query, page, size: 100 } }, Page);
    found.push(...items.filter(fits));
    if (page + 1 >= totalPages) return found;
  }
}
