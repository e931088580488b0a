import { PermanentError } from '#server/errors.ts';
import catalogue from './catalogue.json' with { type: 'json' };

type OrderItem = { product_id: string; sku: string; name: string; quantity: number };

export type Order = {
  _id: string;
  number: string;
  shop_id: string;
  status: string;
  type_of_goods: string;
  client_id: string;
  client_info: Record<string, string>;
  order_items: OrderItem[];
  origin: { id: string; number: string };
  notes: string;
  created_at: string;
  updated_at: string;
};

export type Product = {
  _id: string;
  type: string;
  sku: string;
  ean: string;
  name: string;
  description: string;
  retail_price: number;
  brand_id: string;
  custom_fields: { key: string; value: string }[];
};

export type Stock = { inStock: number; reserved: number; updatedAt: string };
export type Shipment = { _id: string; order_id: string; carrier: string; tracking_code: string; tracking_url: string };

/**
 * What was there from the start is made from its number each time it is asked for; kept is what was added, changed and
 * deleted since.
 */
export type World = {
  openedAt: string | null;
  size: number;
  added: string[];
  /** By id: orders as they are now. */
  orders: Record<string, Order>;
  deleted: string[];
  /** By number: products that were added or changed. */
  products: Record<string, Product>;
  productCount: number;
  stock: Record<string, Stock>;
  shipments: Shipment[];
  clients: Record<string, string>;
  received: { at: string; what: string; id: string; body: string }[];
  /** Where a webhook sends to, and what it has to send; absent until somebody makes one. */
  webhook?: { address: string; outgoing: string[] };
};

/** As many products as orders, within reason. */
export const seed = (size = 12): World => ({
  ...{ openedAt: null, size, added: [], orders: {}, deleted: [], products: {}, productCount: Math.min(size, 10_000) },
  ...{ stock: {}, shipments: [], clients: {}, received: [] },
});

export function open(world: World, now: Date): World {
  world.openedAt ??= now.toISOString();
  return world;
}

export const brands = catalogue.brands;
export const shops = brands.flatMap((brand) => brand.shops);

export function nothingLike(what: string): never {
  throw new PermanentError({ problem: { code: 'stoqflow.not-in-demo-warehouse', params: { what } } });
}
