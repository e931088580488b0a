import catalogue from './catalogue.json' with { type: 'json' };
import { openedAt, type World } from './world.ts';

export type OfferState = { amount: number; managed: boolean; modifiedAt: string };
export type Article = { sku: string; ean: string; title: string; price: number };

/** The told articles in any account that is not empty, and as many offers as orders, within reason. */
export const offerCount = ({ size }: World): number =>
  size === 0 ? 0 : Math.min(Math.max(size, catalogue.articles.length), 1000);

/** The told articles first, then made ones; the same number always gives the same. */
export function articleAt(number: number): Article {
  const told = catalogue.articles[number];
  if (told) return told;
  const name = String(number + 1).padStart(4, '0');
  return {
    sku: `ART-${name}`,
    ean: withCheckDigit(`87123450${name}`),
    title: `Artikel ${name}`,
    price: 5 + (number % 40),
  };
}

function withCheckDigit(twelve: string): string {
  const sum = [...twelve].reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return twelve + ((10 - (sum % 10)) % 10);
}

/** Every tenth offer lies in bol's own warehouse. */
export const isShippedByBol = (number: number): boolean => number % 10 === 9;

/** One offer has no internal reference, as happens. */
export const referenceOf = (number: number): string => (number === 7 ? '' : articleAt(number).sku);

export function offerState(world: World, number: number): OfferState {
  const modifiedAt = new Date(openedAt(world) - (number + 1) * 3_600_000).toISOString();
  return world.offers[number] ?? { amount: 10 + (number % 20), managed: false, modifiedAt };
}

export const offerIdOf = (number: number): string => `6ff736b5-cdd0-4150-8c67-${String(number).padStart(12, '0')}`;

/** An offer of version 11. */
export function offerDocument(world: World, number: number) {
  const { ean, price } = articleAt(number);
  const { amount, managed, modifiedAt } = offerState(world, number);
  const reference = referenceOf(number);
  return {
    ...{ offerId: offerIdOf(number), ean, lastModifiedDateTime: new Date(modifiedAt).toISOString() },
    ...(reference && { reference }),
    ...{ onHoldByRetailer: false, economicOperatorId: '0c6573a2-a80c-48b7-a03e-d5939f1173fa' },
    stock: { amount, correctedStock: amount, managedByRetailer: managed },
    countryAvailabilities: [
      { countryCode: 'NL', forSale: amount > 0 },
      { countryCode: 'BE', forSale: amount > 0 },
    ],
    condition: { category: 'NEW' },
    product: { bolProductId: String(9_200_000_000_000_000 + number) },
    pricing: { bundlePrices: [{ quantity: 1, unitPrice: price }] },
    fulfilment: {
      ...{ method: isShippedByBol(number) ? 'FBB' : 'FBR', schedule: 'MY_DELIVERY_PROMISE' },
      deliveryPromise: { minimumDaysToCustomer: 1, maximumDaysToCustomer: 2, ultimateOrderTime: '17:00' },
    },
  };
}

/** The catalogue page of what an offer sells; the title's attribute is assumed. */
export const catalogueDocument = (number: number) => ({
  published: true,
  gpc: { chunkId: '30005965' },
  enrichment: { status: 1 },
  attributes: [
    { id: 'Title', values: [{ value: articleAt(number).title }] },
    { id: 'EAN', values: [{ value: articleAt(number).ean }] },
  ],
  parties: [{ name: 'Voorbeeldmerk', type: 'Brand', role: 'BRAND' }],
});

/** The number of an offer that something is true of; null where there is none. */
export function numberOf(world: World, fits: (number: number) => boolean): number | null {
  for (let number = 0; number < offerCount(world); number += 1) if (fits(number)) return number;
  return null;
}

export function setStock(world: World, number: number, change: Partial<OfferState>, now: Date) {
  world.offers[number] = { ...offerState(world, number), ...change, modifiedAt: now.toISOString() };
}
