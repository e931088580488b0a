import * as z from 'zod';
import type { ConnectorContext } from '../connector.ts';
import { oneAtATime } from '../kit/one-at-a-time.ts';
import type { Settings } from './settings.ts';
import { shop } from './shop.ts';

type Context = ConnectorContext<Settings>;

const Category = z.looseObject({ id: z.number(), title: z.string().default('') });
const pageSize = 100;

/** The id of the category with this title, made where there is none. One at a time, so that none is made twice. */
export const categoryId = (context: Context, title: string): Promise<number> =>
  oneAtATime(`${context.settings.address} ${context.settings.storeToken} categories`, async () => {
    const known = await find(context, title);
    if (known !== null) return known;
    const call = { method: 'POST', path: '/categories', json: { title, hidden: false } } as const;
    return (await shop.ask(context, call, Category)).id;
  });

async function find(context: Context, title: string): Promise<number | null> {
  for (let offset = 0; ; offset += pageSize) {
    const query = { limit: pageSize, offset };
    const page = await shop.ask(context, { path: '/categories', query }, z.array(Category));
    const found = page.find((it) => it.title.trim().toLowerCase() === title.toLowerCase());
    if (found) return found.id;
    if (page.length < pageSize) return null;
  }
}
