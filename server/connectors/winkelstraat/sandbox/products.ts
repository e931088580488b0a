import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';

/** One article to try with, from when the contract was set up; all others are known from feeds alone. */
const trial: Document = {
  sku: 'PROEFARTIKEL',
  title: 'Proefartikel',
  quantity: 1,
  price: 10,
  feed: '',
  updated_at: null,
};

export function productsAt(place: Place): Document[] {
  const products = place.kept('products');
  if (products.length === 0) products.push({ ...trial });
  return products;
}

export const productAt = (place: Place, sku: string): Document | undefined =>
  productsAt(place).find((product) => product.sku === sku);

/** The newest feed's day, empty before the first; what is not in it is no longer on sale. */
export const lastFeed = (place: Place): string =>
  productsAt(place)
    .map(({ feed }) => String(feed))
    .sort()
    .at(-1) ?? '';
