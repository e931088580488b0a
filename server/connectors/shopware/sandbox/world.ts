import * as z from 'zod';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import catalogue from './catalogue.json' with { type: 'json' };

const kinds = {
  ...{ order: 1, product: 2, line: 3, delivery: 4, transaction: 5, address: 6, customer: 7, tax: 8, channel: 9 },
  ...{ state: 10, method: 11, country: 12, made: 13, event: 14 },
};
export type Kind = keyof typeof kinds;

const hex = (value: number, length: number) => value.toString(16).padStart(length, '0');

/** 32 hexadecimal characters that tell what they name, so that nothing has to be remembered. */
export const idOf = (kind: Kind, number: number, part = 0) =>
  `0190${hex(kinds[kind], 4)}c3d47e5f8a6b${hex(part, 2)}${hex(number, 10)}`;

/** The number that an id stands for; null where it is none of ours. */
export function numberIn(kind: Kind, id: string): number | null {
  const number = Number.parseInt(id.slice(-10), 16);
  const part = Number.parseInt(id.slice(20, 22), 16);
  return Number.isSafeInteger(number) && idOf(kind, number, part) === id ? number : null;
}

export const euroId = 'b7d2554b0ce847cd82f3ac9bd1c0dfca';
export const liveVersion = '0fa91ce3e96a4bc2be4bd9ce752c3425';

const Texts = z.record(z.string(), z.json());
export const textsOf = (value: unknown): Document => Texts.catch({}).parse(value);
export const listOf = (value: unknown): Document[] => z.array(Texts).catch([]).parse(value);

const wareAt = (place: number) => catalogue.wares[place];
const productNumberAt = (place: number) => wareAt(place)?.number ?? `SW-${String(place + 1).padStart(5, '0')}`;
export const taxId = (rate: number) => idOf('tax', rate);

const cents = (amount: number) => Math.round(amount * 100) / 100;
const priceOf = (gross: number, rate: number) => [
  { currencyId: euroId, gross, net: cents(gross / (1 + rate / 100)), linked: true },
];

/** Products from the start; the first few are the ones that other demo systems know too. */
export const productList = {
  firstNumber: 1,
  make(place: number, number: string, at: string): Document {
    const ware = wareAt(place);
    const name = ware?.name ?? `Artikel ${place + 1}`;
    return {
      ...{ id: idOf('product', Number(number)), versionId: liveVersion, productNumber: productNumberAt(place), name },
      ...{ translated: { name }, parentId: null, taxId: taxId(21), price: priceOf(ware?.price ?? 10, 21) },
      ...{ ean: ware?.ean ?? null, active: true, isCloseout: false, stock: 50 + (place % 7) * 10 },
      ...{ createdAt: at, updatedAt: null },
    };
  },
};

/** Products by their numbers: those from the start, and those that were made here. */
export function productsWith(place: Place, numbers: readonly string[]): Document[] {
  const wanted = new Set(numbers);
  const view = place.view('products');
  const found = view.select(null, (nth, changed) => wanted.has(String(changed?.productNumber ?? productNumberAt(nth))));
  return [
    ...found.slice(0, found.count),
    ...place.kept('products').filter(({ productNumber }) => wanted.has(String(productNumber))),
  ];
}

export function productById(place: Place, id: string): Document | null {
  const number = numberIn('product', id);
  const seeded = number === null ? null : place.view('products').byNumber(String(number));
  return seeded ?? place.kept('products').find((it) => it.id === id) ?? null;
}

export function changeProduct(place: Place, product: Document, fields: Document) {
  const number = numberIn('product', String(product.id));
  const news = { ...fields, createdAt: product.createdAt ?? null, updatedAt: place.now.toISOString() };
  const made = place.kept('products').find((it) => it.id === product.id);
  if (made) Object.assign(made, news);
  else place.view('products').change(String(number), news, place.now);
}

/** Changes what can be sold, as an order does. */
export function moveStock(place: Place, productNumber: string, by: number) {
  const [product] = productsWith(place, [productNumber]);
  if (product) changeProduct(place, product, { stock: Number(product.stock) + by });
}
