import { PermanentError } from '#server/errors.ts';
import type { VendorOrder } from './order-document.ts';

export type Article = {
  id: number;
  sku: string;
  name: string;
  /** The price with Dutch VAT. */
  cents: number;
  vat: 'high' | 'low';
  /** null = not managed, which is not zero. */
  stock: number | null;
  barcode: string;
  weight: string;
  /** When it changed last; null = before anybody looked. */
  changed: string | null;
  description: string;
  purchase: number | null;
  attributes: Record<string, string>;
  categories: number[];
  /** The choices it offers, by list: which options of the shop's lists. */
  choices: { list: number; options: { id: number; image_ids: string[] }[] }[];
  variants: { id: number; list: number; option: number; stock: number | null }[];
  images: { id: string; name: string; position: number }[];
};

/** Lists of choices belong to the shop; any number of its articles can offer them. */
export type ChoiceList = { id: number; name: string; options: { id: number; name: string; price: string }[] };

export type Customer = {
  email: string;
  name: string;
  company: string;
  taxnumber: string;
  street: string;
  number: string;
  zipcode: string;
  city: string;
  country: string;
  country_code: string;
  phone: string;
};

/**
 * An order and when it was placed and changed: an instant, or how many seconds before the shop was first opened. One of the
 * seed is only its place, and its document is made when somebody looks; whatever was placed or changed keeps its own.
 */
export type StoredOrder = { number: string; placed: string | number; changed: string | number } & (
  | { place: number }
  | { document: VendorOrder }
);

export type World = {
  openedAt: string | null;
  nextNumber: number;
  orders: StoredOrder[];
  articles: Article[];
  lists: ChoiceList[];
  categories: { id: number; title: string }[];
  nextId: number;
  customers: Customer[];
  received: { at: string; what: string; id: string; body: string }[];
};

/** The statuses of this shop, in its own words; every shop numbers and names its own. */
export const statuses = [
  { name: 'new', status: 1, description: 'Nieuw', credit_order: false },
  { name: 'paid', status: 2, description: 'Betaald', credit_order: false },
  { name: 'shipped', status: 3, description: 'Verzonden', credit_order: false },
  { name: 'cancelled', status: 4, description: 'Geannuleerd', credit_order: false },
  { name: 'credited', status: 9, description: 'Gecrediteerd', credit_order: true },
] as const;
export type StatusName = (typeof statuses)[number]['name'];

export const statusNumber = (name: StatusName): number => statuses.find((it) => it.name === name)?.status ?? 0;

/**
 * A seed knows no clock, so its orders say how long ago they were placed; the first look into the shop settles when
 * that was. The orders are therefore fresh whenever a newcomer starts.
 */
export function settle(world: World, now: Date): World {
  if (world.openedAt !== null) return world;
  world.openedAt = now.toISOString();
  const settled = (when: string | number) =>
    typeof when === 'string' ? when : new Date(now.getTime() - when * 1000).toISOString();
  for (const order of world.orders) {
    order.placed = settled(order.placed);
    order.changed = settled(order.changed);
  }
  return world;
}

export const orderOf = (world: World, number: string): StoredOrder | undefined =>
  world.orders.find((order) => order.number === number);

export const articleOf = (world: World, sku: string): Article =>
  world.articles.find((article) => article.sku.toLowerCase() === sku.trim().toLowerCase()) ?? nothingLike(sku);

export function nothingLike(what: string): never {
  throw new PermanentError({ problem: { code: 'myonlinestore.not-in-demo-shop', params: { what } } });
}
