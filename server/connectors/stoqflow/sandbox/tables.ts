import type { SandboxTable } from '#flows/api/sandboxes.ts';
import words from '../words.json' with { type: 'json' };
import { orderAt, orderCount } from './orders.ts';
import { productAt, stockOf } from './products.ts';
import { shops, type World } from './world.ts';

const { tables: titles, columns: columnTitles } = words.sandbox;
const columns = (...ids: (keyof typeof columnTitles)[]) => ids.map((id) => ({ id, title: columnTitles[id] }));
const shown = 100;
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

/** The newest orders first, what there is of each product, and the parcels that have left. */
export const tables = (world: World): SandboxTable[] => [
  {
    ...{ id: 'orders', title: titles.orders, columns: columns('order', 'shop', 'origin', 'items', 'status') },
    rows: numbers(Math.max(0, orderCount(world) - shown), orderCount(world))
      .reverse()
      .flatMap((no) => orderAt(world, no) ?? [])
      .map(({ number, shop_id, origin, order_items, status }) => ({
        ...{ order: number, shop: shops.find(({ _id }) => _id === shop_id)?.name ?? '', origin: origin.number, status },
        items: order_items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', '),
      })),
  },
  {
    ...{ id: 'products', title: titles.products, columns: columns('sku', 'ean', 'product', 'inStock', 'available') },
    rows: numbers(Math.max(0, world.productCount - shown), world.productCount).map((number) => {
      const product = productAt(world, number);
      const { inStock, reserved } = stockOf(world, product, number);
      const { sku, ean, name } = product;
      return { sku, ean, product: name, inStock, available: inStock - reserved };
    }),
  },
  {
    ...{ id: 'shipments', title: titles.shipments, columns: columns('carrier', 'tracking') },
    rows: world.shipments
      .slice(-shown)
      .reverse()
      .map(({ carrier, tracking_code: tracking }) => ({ carrier, tracking })),
  },
];
