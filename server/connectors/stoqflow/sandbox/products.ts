import catalogue from './catalogue.json' with { type: 'json' };
import { idOf } from './ids.ts';
import { brands, type Product, type Stock, type World } from './world.ts';

const madeSku = (number: number) => `LOS-${String(number + 1).padStart(4, '0')}`;

/** The SKU of what was there from the start. */
export const skuAt = (number: number): string => catalogue.articles[number]?.sku ?? madeSku(number);

export function productAt(world: World, number: number): Product {
  const kept = world.products[number];
  if (kept) return kept;
  const name = String(number + 1).padStart(4, '0');
  const made = { sku: madeSku(number), ean: `2099999${name}00`, name: `Los artikel ${name}`, price: 4 + (number % 30) };
  const { price, ...article } = catalogue.articles[number] ?? made;
  return {
    ...{ _id: idOf('product', number), type: 'basic', ...article, description: '' },
    ...{ retail_price: price, brand_id: brands[0]?._id ?? '', custom_fields: [] },
  };
}

/** All that fit, in the order in which they came. */
export function productsWhere(
  world: World,
  fits: (product: Product) => boolean,
): { number: number; product: Product }[] {
  return Array.from({ length: world.productCount }, (_, number) => ({
    number,
    product: productAt(world, number),
  })).filter(({ product }) => fits(product));
}

/** Without making all the others. */
export function productsWithSku(world: World, sku: string): { number: number; product: Product }[] {
  const changed = Object.keys(world.products).map(Number);
  const loose = Number(/^LOS-(\d+)$/.exec(sku)?.[1] ?? 0) - 1;
  const candidates = new Set([...catalogue.articles.keys(), loose, ...changed]);
  return [...candidates]
    .filter((number) => number >= 0 && number < world.productCount)
    .map((number) => ({ number, product: productAt(world, number) }))
    .filter(({ product }) => product.sku === sku);
}

export const productById = (world: World, id: string) => productsWhere(world, ({ _id }) => _id === id)[0];

export function stockOf(world: World, { _id }: Product, number: number): Stock {
  const updatedAt = new Date(
    Date.parse(world.openedAt ?? '1970-01-01T00:00:00Z') - (number + 1) * 60_000,
  ).toISOString();
  return world.stock[_id] ?? { inStock: 20 + (number % 15), reserved: 0, updatedAt };
}

export function changeStock(world: World, productId: string, by: { inStock?: number; reserved?: number }, now: Date) {
  const found = productById(world, productId);
  if (!found) return;
  const { inStock, reserved } = stockOf(world, found.product, found.number);
  world.stock[productId] = {
    ...{ inStock: inStock + (by.inStock ?? 0), reserved: Math.max(0, reserved + (by.reserved ?? 0)) },
    updatedAt: now.toISOString(),
  };
  const row = inventoryRow(world, found.product, found.number);
  world.webhook?.outgoing.push(JSON.stringify(row));
}

/** A line of the inventory (assumed): what is there, what is promised, and what is left. */
export function inventoryRow(world: World, product: Product, number: number) {
  const { inStock, reserved, updatedAt } = stockOf(world, product, number);
  return {
    ...{ _id: idOf('inventory', number), product_id: product._id, sku: product.sku, ean: product.ean },
    ...{ warehouse_id: catalogue.warehouse._id, in_stock: inStock, reserved, available: inStock - reserved },
    updated_at: updatedAt,
  };
}
