import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';

const wares = [
  'Kruk eiken',
  'Lamp messing',
  'Deken wol',
  'Vaas glas',
  'Mand riet',
  'Klok noten',
  'Kan steen',
  'Plank grenen',
];
const prices = [24.99, 79.95, 49.5, 18.95, 22.5, 59, 14.95, 12.99];
const at = <T>(list: T[], place: number): T | undefined => list[place % list.length];
const sku = (place: number) => `SKU-${String(place + 1).padStart(3, '0')}`;

/** Of each dozen one has the number of the one before it, one has a number that ProductFlow refuses, and one is not ticked. */
function numberAt(place: number): string {
  if (place % 12 === 9) return sku(place - 1);
  return place % 12 === 10 ? `${sku(place)} <2>` : sku(place);
}
const isTickedAt = (place: number) => place % 12 !== 11;

export const articleList = {
  firstNumber: 20_401,
  make: (place: number, number: string, changed: string): Document => ({
    ...{ id: number, name: at(wares, place) ?? '', saleName: at(wares, place) ?? '', brand: 'Huisgoed' },
    ...{ description: `${at(wares, place)}, met de hand gemaakt`, articleNumber: numberAt(place), barcode: null },
    ...{ vatTariffId: '7', articleGroupId: '12', unitType: 'PIECE', salePrice: at(prices, place) ?? 0 },
    ...{ costPrice: Math.round((at(prices, place) ?? 0) * 50) / 100, salePriceStrategy: 'FIXED_PRICE' },
    ...{ costPriceStrategy: 'FIXED_PRICE', stockArticle: true, stockPlace: null, minimumStock: 5 },
    ...{ availableStock: 40 + (place % 5) * 10, extraFields: { ProductFlow: { booleanValue: isTickedAt(place) } } },
    ...{ createdAt: changed, updatedAt: changed },
  }),
};

/** Stock is told only to who asks for it. */
export function shownArticle({ availableStock = 0, ...article }: Document, include = ''): Document {
  return include.split(',').includes('availableStock') ? { ...article, availableStock } : article;
}

const isTicked = (place: number, changed: Document | undefined) =>
  changed?.extraFields === undefined ? isTickedAt(place) : JSON.stringify(changed.extraFields).includes('true');

/** What a question for articles gives; a filter that nobody knows is ignored without a word. */
export function articlesAsked(place: Place, asked: Record<string, string>) {
  const deaf = place.world.rules.ignoreFilters === true;
  const since = asked.updatedFrom ? new Date(asked.updatedFrom).toISOString() : null;
  const ticked = !deaf && asked['extraFields[ProductFlow]'] === 'true';
  const number = deaf ? undefined : asked.articleNumber;
  const view = place.view('articles');
  if (!ticked && number === undefined)
    return { count: view.count(since), slice: (from: number, to: number) => view.slice(since, from, to) };
  return view.select(since, (nth, changed) => {
    if (ticked && !isTicked(nth, changed)) return false;
    return number === undefined || (changed?.articleNumber ?? numberAt(nth)) === number;
  });
}
