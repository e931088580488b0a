import * as z from 'zod';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';

export const marketplaces = [
  { id: 12, name: 'bol.com NL', enabled: true, supports: ['orders', 'offers', 'content'] },
  { id: 15, name: 'Amazon DE', enabled: true, supports: ['orders', 'offers', 'content'] },
  { id: 18, name: 'Kaufland DE', enabled: true, supports: ['orders', 'offers'] },
];

const people = [
  { first_name: 'Noor', last_name: 'Voorbeeld', city: 'Amsterdam', zip_code: '1011AB', country_code: 'NL' },
  { first_name: 'Jonas', last_name: 'Muster', city: 'Köln', zip_code: '50667', country_code: 'DE' },
  { first_name: 'Lotte', last_name: 'Proef', city: 'Antwerpen', zip_code: '2000', country_code: 'BE' },
];
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
const cents = [2499, 7995, 4950, 1895, 2250, 5900, 1495, 1299];

export const skuOf = (place: number) => `SKU-${String(place + 1).padStart(3, '0')}`;
export const titleOf = (place: number) => wares[place % wares.length] ?? '';
export const centsOf = (place: number) => cents[place % cents.length] ?? 0;
export const eanOf = (place: number) => String(8_712_345_000_000 + place);

export const orderList = {
  firstNumber: 48_001,
  make: (place: number, number: string, at: string): Document => ({
    ...{
      id: Number(number),
      identifier: `PF-${number}`,
      external_identifier: `A2K9X${number}`,
      status: statusOf(place),
    },
    marketplace: marketplaceOf(place),
    ...{ currency_code: 'EUR', placed_at: at, updated_at: at, email: `klant-${place}@voorbeeld.example` },
    ...{ phone_number: null, shipping_cost: 495, shipping_method: 'postnl', payment_method: 'iDEAL', comment: null },
    ...{ billing_customer: personOf(place), shipping_customer: personOf(place) },
    ...{ lines: linesAt(place), shipments: [], cancellations: [] },
  }),
};

/** Of the first dozen one was shipped, one was cancelled before anybody saw it, and one accepted; the rest is open. */
export const statusOf = (place: number) => ({ 3: 'accepted', 5: 'cancelled', 8: 'shipped' })[place] ?? 'open';

const marketplaceOf = (place: number): Document => {
  const { id, name } = marketplaces[place % marketplaces.length] ?? { id: 0, name: '' };
  return { id, name };
};

const personOf = (place: number): Document => ({
  ...people[place % people.length],
  ...{ street_name: 'Voorbeeldstraat', house_number: String(place + 1), house_number_addition: null },
  ...{ company_name: null, vat_number: null },
});

/** One order has a line typed in by hand, which has no SKU, and one a line without a VAT code (both reported). */
function linesAt(place: number): Document[] {
  const lines = [lineOf(place, 0, place % 8)];
  if (place % 4 === 1) lines.push(lineOf(place, 1, (place + 3) % 8));
  if (place === 7) lines.push({ ...lineOf(place, 1, 0), sku: null, ean: null, title: 'Inpakken als cadeau' });
  if (place === 10) lines.push({ ...lineOf(place, 1, 1), vat_code: null });
  return lines;
}

export const lineOf = (place: number, nth: number, ware: number): Document => ({
  ...{ id: (place + 1) * 10 + nth, external_identifier: String(6_107_000_000 + place * 10 + nth) },
  ...{ sku: skuOf(ware), ean: eanOf(ware), title: titleOf(ware), quantity: 1 + (place % 3) },
  ...{ price: centsOf(ware), base_price: centsOf(ware), fee_fixed: 0, vat_code: '7', custom_attributes: [] },
});

export const numberOf = (identifier: string) => identifier.replace(/^PF-/, '');

/** The lines of an order as documents. */
export const linesOf = ({ lines = [] }: Document): Document[] => z.array(z.record(z.string(), z.json())).parse(lines);

/** An order as it is answered: with what was made of it, and its amounts as this stand-in was told to write them. */
export function shownOrder(place: Place, order: Document): Document {
  const own = (kind: string) => place.kept(kind).filter((it) => it.order === order.identifier);
  const divisor = place.world.rules.moneyUnit === 'decimal' ? 100 : 1;
  const inUnit = (it: Document, ...names: string[]): Document => ({
    ...it,
    ...Object.fromEntries(names.map((name) => [name, Number(it[name]) / divisor])),
  });
  return {
    ...inUnit(order, 'shipping_cost'),
    lines: linesOf(order).map((line) => inUnit(line, 'price', 'base_price')),
    shipments: own('shipments'),
    cancellations: own('cancellations'),
  };
}
