import { bearerDoor } from '#server/sandboxes/kit/doors.ts';
import { newestOf, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { textAt } from '../../value-at.ts';
import words from '../words.json' with { type: 'json' };
import { actions } from './actions.ts';
import { linesOf, orderList } from './orders.ts';
import { addProductRoutes, offerOf, productList } from './products.ts';
import { addRoutes, companyId } from './routes.ts';

const token = 'productflow-demo-token';
const { tables, columns } = words.sandbox;

/**
 * A stand-in for ProductFlow: token and company on every call, writes as forms or JSON, bracketed questions, 15 a page, orders
 * that are open, accepted, shipped or cancelled, and carriers' names to the letter. Its answers are as assumed as the connector's.
 */
export const sandbox = vendorSandbox({
  door: bearerDoor(token, { token, companyId }),
  error: (status, message) => ({ message: { 401: 'Unauthenticated.', 429: 'Too Many Attempts.' }[status] ?? message }),
  lists: { orders: orderList, products: productList },
  rules: { moneyUnit: 'cents', strictCarriers: true, lagMinutes: 0 },
  routes(app, here) {
    addRoutes(app, here);
    addProductRoutes(app, here);
  },
  actions,
  isWrite: ({ method }) => method !== 'GET',
  tables: [
    {
      ...{ id: 'orders', title: tables.orders },
      columns: {
        identifier: columns.order,
        status: columns.status,
        marketplace: columns.marketplace,
        title: columns.what,
      },
      rows: (place) =>
        newestOf(place.view('orders')).map((order) => ({
          ...order,
          marketplace: textAt(order, 'marketplace.name') ?? '',
          title: linesOf(order)
            .map(({ title, quantity }) => `${quantity} × ${title}`)
            .join(', '),
        })),
    },
    {
      ...{ id: 'shipments', title: tables.shipments },
      columns: {
        order: columns.order,
        identifier: columns.parcel,
        method: columns.carrier,
        track_and_trace: columns.trackAndTrace,
      },
      rows: (place) => place.kept('shipments').slice(-100).reverse(),
    },
    {
      ...{ id: 'products', title: tables.products },
      columns: { sku: columns.sku, title: columns.what, quantity: columns.quantity, price: columns.price },
      rows: (place) =>
        newestOf(place.view('products')).map((product) => {
          const offer = offerOf(place, String(product.sku));
          return {
            ...product,
            quantity: offer.qty_available ?? null,
            price: offer['prices[EUR][sell_price]'] ?? null,
          };
        }),
    },
  ],
});
