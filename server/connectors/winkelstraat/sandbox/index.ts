import { headerDoor } from '#server/sandboxes/kit/doors.ts';
import { newestOf, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import words from '../words.json' with { type: 'json' };
import { actions } from './actions.ts';
import { demo } from './demo.ts';
import { orderList } from './lists.ts';
import { lastFeed, productsAt } from './products.ts';
import { addRoutes } from './routes.ts';

const { tables, columns } = words.sandbox;

/** A stand-in for the way to Winkelstraat: no product before the first feed, stock by the newest change, orders that are sent out. */
export const sandbox = vendorSandbox({
  base: '/api/v1',
  door: headerDoor({ 'x-api-key': demo.apiKey }, demo),
  error: (_status, error) => ({ error }),
  lists: { orders: orderList },
  rules: { ordersTo: '' },
  routes: addRoutes,
  sends: true,
  actions,
  isWrite: ({ method }) => method !== 'GET',
  tables: [
    {
      ...{ id: 'products', title: tables.products },
      columns: {
        ...{ sku: columns.sku, title: columns.product, quantity: columns.quantity, price: columns.price },
        ...{ feed: columns.feed, onSale: columns.onSale },
      },
      rows: (place) =>
        productsAt(place)
          .slice(-100)
          .map((product) => ({
            ...product,
            onSale: product.feed === lastFeed(place) && Number(product.quantity) > 0,
          })),
    },
    {
      ...{ id: 'orders', title: tables.orders },
      columns: { external_id: columns.order, what: columns.items, total_inc_tax: columns.total },
      rows: (place) => newestOf(place.view('orders')).map((order) => ({ ...order, what: whatIn(order.items) })),
    },
  ],
});

const whatIn = (items: unknown): string =>
  Array.isArray(items) ? items.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', ') : '';
