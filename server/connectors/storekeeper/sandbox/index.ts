import { openDoor } from '#server/sandboxes/kit/doors.ts';
import { newestOf, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import type { Sandbox } from '#server/sandboxes/sandbox.ts';
import words from '../words.json' with { type: 'json' };
import { actions } from './actions.ts';
import { demo } from './demo.ts';
import { Items } from './orders.ts';
import { orderable, productList, rowOf } from './products.ts';
import { refusal } from './refused.ts';
import { addRoutes } from './routes.ts';

const { tables, columns } = words.sandbox;
const json = 'application/json';
const said = (kind: string, error: string) => ({
  ...{ status: 200, contentType: json, body: JSON.stringify(refusal(kind, error)) },
});

const base = vendorSandbox({
  door: openDoor,
  error: (_status, message) => ({ message }),
  lists: { products: productList },
  routes: addRoutes,
  sends: true,
  actions,
  isWrite: ({ url }) => /function=(?:new|update)/.test(url),
  settings: (address) => ({ apiUrl: `${address}/`, ...demo }),
  tables: [
    {
      ...{ id: 'stock', title: tables.stock },
      columns: {
        ...{ sku: columns.sku, title: columns.product, stock: columns.stock },
        ...{ orderable: columns.orderable, active: columns.published },
      },
      rows: (place) =>
        newestOf(place.view('products')).map((product) => ({
          ...product,
          title: String(Object(rowOf(product).flat_product).title),
          orderable: orderable(product),
        })),
    },
    {
      ...{ id: 'orders', title: tables.orders },
      columns: {
        ...{ shop_order_number: columns.number, customer_reference: columns.reference, status: columns.status },
        ...{ value_wt: columns.total, what: columns.items },
      },
      rows: (place) =>
        place
          .kept('orders')
          .slice(-100)
          .reverse()
          .map((order) => ({
            ...order,
            what: Items.parse(order.order_items)
              .map(({ quantity, name }) => `${quantity} × ${name}`)
              .join(', '),
          })),
    },
  ],
});

/**
 * A stand-in for the back office: one address, functions with positional arguments, refusals with status 200, and events that
 * it sends to a connected channel by itself. That "complete" takes goods off the shelves is as assumed as in the connector.
 */
export const sandbox: Sandbox<ReturnType<typeof base.seed>> = {
  ...base,
  faultAnswers: {
    ...base.faultAnswers,
    refuse: said('ShopModule::OrderRefused', 'refused, as the sandbox was told to'),
    'revoke-token': said('Auth', 'Wrong user or key'),
  },
};
