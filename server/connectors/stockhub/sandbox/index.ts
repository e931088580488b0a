import { bearerDoor } from '#server/sandboxes/kit/doors.ts';
import { newestOf, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { textAt } from '../../value-at.ts';
import words from '../words.json' with { type: 'json' };
import { actions } from './actions.ts';
import { articleList, channelOf, orderList, shipmentList, stockOf } from './lists.ts';
import { addRoutes } from './routes.ts';
import { linesOf } from './warehouse.ts';

const apiKey = 'stockhub-demo-key';
const { tables, columns } = words.sandbox;
const what = (order: Parameters<typeof linesOf>[0]) =>
  linesOf(order)
    .map(({ sku, quantity }) => `${quantity} × ${sku}`)
    .join(', ');

/** A small warehouse that keeps the assumed profile: references once per channel, snooze, backorders, picking, parcels. */
export const sandbox = vendorSandbox({
  base: '/api/v1',
  door: bearerDoor(apiKey, { apiKey }),
  error: (status, message) => ({ message: status === 401 ? 'Unauthenticated.' : message }),
  lists: { orders: orderList, shipments: shipmentList, articles: articleList },
  routes: addRoutes,
  actions,
  isWrite: ({ method }) => method !== 'GET',
  tables: [
    {
      ...{ id: 'orders', title: tables.orders },
      columns: {
        ...{ reference: columns.reference, status: columns.status, channel: columns.channel },
        ...{ sender_name: columns.sender, what: columns.what },
      },
      rows: (place) =>
        newestOf(place.view('orders')).map((order) => ({
          ...order,
          channel: textAt(channelOf(order.channel_id), 'name') ?? '',
          what: what(order),
        })),
    },
    {
      ...{ id: 'shipments', title: tables.shipments },
      columns: {
        reference: columns.reference,
        carrier: columns.carrier,
        track_and_trace: columns.trackAndTrace,
        what: columns.what,
      },
      rows: (place) => newestOf(place.view('shipments')).map((shipment) => ({ ...shipment, what: what(shipment) })),
    },
    {
      ...{ id: 'stock', title: tables.stock },
      columns: {
        sku: columns.sku,
        physical: columns.physical,
        reserved: columns.reserved,
        available: columns.available,
      },
      rows: (place) => newestOf(place.view('articles')).map(stockOf),
    },
  ],
});
