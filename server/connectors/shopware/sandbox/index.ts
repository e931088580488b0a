import type { Document } from '#server/sandboxes/kit/many.ts';
import { newestOf, type Place, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import words from '../words.json' with { type: 'json' };
import { actions } from './actions.ts';
import { door } from './door.ts';
import { fault, faults, problem } from './errors.ts';
import { orderList } from './order-document.ts';
import { stateOf } from './orders.ts';
import { addRoutes } from './routes.ts';
import { listOf, productList, textsOf } from './world.ts';

const { tables, columns } = words.sandbox;
const joined = (values: unknown[]) => values.map(String).join(', ');

function orderRow(order: Document): Document {
  const [deliveries, payments] = [listOf(order.deliveries), listOf(order.transactions)];
  const lines = listOf(order.lineItems).filter(({ type }) => type === 'product');
  return {
    ...{ orderNumber: order.orderNumber ?? null, amountTotal: order.amountTotal ?? null, state: stateOf(order) },
    ...{ delivery: joined(deliveries.map(stateOf)), payment: joined(payments.map(stateOf)) },
    codes: joined(deliveries.flatMap(({ trackingCodes }) => trackingCodes ?? [])),
    items: joined(lines.map(({ quantity, payload }) => `${quantity} × ${textsOf(payload).productNumber}`)),
  };
}

const productRows = (place: Place) => [
  ...place.kept('products').slice(-50).reverse(),
  ...place.view('products').slice(null, 0, 50),
];

/**
 * A Shopware 6 shop: tokens of ten minutes, plain JSON only for who asks, nothing beside the bare entity unless it is named,
 * totals that are only a page's, three state machines that mail the customer, and a bulk call that takes all or nothing.
 */
export const sandbox = vendorSandbox({
  door,
  error: problem,
  refusal: { status: 400, body: faults(fault(400, 'FRAMEWORK__WRITE_CONSTRAINT_VIOLATION', 'It was told to refuse.')) },
  lists: { orders: orderList, products: productList },
  rules: { version: '6.6.10.0', maxLimit: 500 },
  routes: addRoutes,
  actions,
  isWrite: ({ method, url }) => method !== 'GET' && !url.startsWith('/api/search/') && !url.startsWith('/api/oauth/'),
  settings: (address) => ({ shop: address }),
  tables: [
    {
      ...{ id: 'orders', title: tables.orders },
      columns: {
        ...{ orderNumber: columns.orderNumber, items: columns.items, amountTotal: columns.total, state: columns.state },
        ...{ payment: columns.payment, delivery: columns.delivery, codes: columns.codes },
      },
      rows: (place) => newestOf(place.view('orders')).map(orderRow),
    },
    {
      ...{ id: 'products', title: tables.products },
      columns: {
        productNumber: columns.productNumber,
        name: columns.name,
        stock: columns.stock,
        active: columns.active,
      },
      rows: productRows,
    },
    {
      ...{ id: 'mails', title: tables.mails },
      columns: { at: columns.at, to: columns.orderNumber, about: columns.about },
      rows: (place) => place.kept('mails').slice(-50).reverse(),
    },
  ],
});
