import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { oneAtATime } from '../kit/one-at-a-time.ts';
import { earliestLocalText } from './local-time.ts';
import type { Settings } from './settings.ts';
import { shop } from './shop.ts';

type Context = ConnectorContext<Settings>;

/** What a product is known by: the shop's article number (SKU), or the EAN, which stands among its hidden extra fields. */
export type By = 'sku' | 'ean';

const Texts = z.union([z.record(z.string(), z.json()), z.array(z.json())]).nullish();
const Known = z.looseObject({
  id: z.number(),
  sku: z.union([z.string(), z.number()]).nullish(),
  extra: z.looseObject({ invisible: Texts }).nullish(),
  lists: z.array(z.looseObject({ id: z.number(), name: z.string().nullish() })).nullish(),
});
type Known = z.infer<typeof Known>;

/** The shop's products as far as they must be found again. */
type Index = { asOf: Date; products: Map<number, Known>; places: Record<By, Map<string, number[]>> };

const pageSize = 100;
const minute = 60_000;
/** How old the index may be before the shop is asked what changed since. */
const freshFor = minute;
/** Clocks differ, and a change may show late. */
const overlap = 2 * minute;
/** A whole new reading now and then, because nobody tells of products that were deleted. */
const goodFor = 6 * 60 * minute;

const kept = new Map<string, Index>();
const shopOf = ({ settings }: Context) => `${settings.address} ${settings.storeToken}`;

/**
 * The id of the product with a SKU or EAN; null where there is none. The API cannot be asked by either (documented), so all
 * products are read once and kept, in this process, and from then on only what changed since is asked for.
 */
export async function articleId(context: Context, by: By, value: string): Promise<number | null> {
  const index = await upToDate(context, (it) => context.now().getTime() - it.asOf.getTime() < freshFor);
  const found = only(index, by, value);
  if (found !== null) return found;
  // What is not there may have been made a moment ago, by a call whose answer was lost.
  return only(await upToDate(context, () => false), by, value);
}

/** Adds what was just made or changed, so that the next record finds it without a question. */
export function remember(context: Context, article: Known): void {
  const index = kept.get(shopOf(context));
  if (index) kept.set(shopOf(context), withArticles(index, [article], index.asOf));
}

/** After the shop says that a product is gone. */
export const forget = (context: Context): boolean => kept.delete(shopOf(context));

/** The id of a list of choices ("Colour"), by its name, among those that any product has; lists cannot be asked for. */
export async function choiceListId(context: Context, name: string): Promise<number | null> {
  const { products } = await upToDate(context, () => true);
  const lists = [...products.values()].flatMap((it) => it.lists ?? []);
  return lists.find((list) => list.name?.toLowerCase() === name.toLowerCase())?.id ?? null;
}

function upToDate(context: Context, isGood: (index: Index) => boolean): Promise<Index> {
  return oneAtATime(`${shopOf(context)} products`, async () => {
    const known = kept.get(shopOf(context));
    const usable = known && context.now().getTime() - known.asOf.getTime() < goodFor ? known : null;
    if (usable && isGood(usable)) return usable;
    const asOf = context.now();
    const changed = await articlesSince(context, usable ? new Date(usable.asOf.getTime() - overlap) : null);
    const index = withArticles(usable, changed, asOf);
    kept.set(shopOf(context), index);
    return index;
  });
}

async function articlesSince(context: Context, since: Date | null): Promise<Known[]> {
  const found: Known[] = [];
  for (;;) {
    const query = {
      limit: pageSize,
      offset: found.length,
      changed_start_date: since ? earliestLocalText(since) : undefined,
    };
    const page = await shop.ask(context, { path: '/articles', query }, z.array(Known));
    found.push(...page);
    if (page.length < pageSize) return found;
  }
}

function withArticles(index: Index | null, changed: Known[], asOf: Date): Index {
  const products = new Map(index?.products);
  for (const article of changed) products.set(article.id, article);
  const places: Index['places'] = { sku: new Map(), ean: new Map() };
  for (const [id, article] of products)
    for (const by of ['sku', 'ean'] as const) {
      const value = keyOf(article, by);
      if (value !== '') places[by].set(value, [...(places[by].get(value) ?? []), id]);
    }
  return { asOf, products, places };
}

function keyOf({ sku, extra }: Known, by: By): string {
  const hidden = extra?.invisible;
  const barcode = hidden && !Array.isArray(hidden) ? hidden.barcode : null;
  return normal(String((by === 'sku' ? sku : barcode) ?? ''));
}

const normal = (value: string) => value.trim().toLowerCase();

/** Nothing in the shop keeps a SKU unique, and writing to any of them would be a guess. */
function only({ places }: Index, by: By, value: string): number | null {
  const [first, second] = places[by].get(normal(value)) ?? [];
  if (second !== undefined)
    throw new PermanentError({ problem: { code: 'myonlinestore.product-twice', params: { key: value } } });
  return first ?? null;
}

export const productMissing = (key: string) =>
  new PermanentError({ problem: { code: 'myonlinestore.product-missing', params: { key } } });
