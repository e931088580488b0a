import * as z from 'zod';
import { headerDoor } from '#server/sandboxes/kit/doors.ts';
import { restSandbox } from '#server/sandboxes/kit/rest-sandbox.ts';
import words from './words.json' with { type: 'json' };

const wares = ['TEA', 'CUP', 'JAM', 'SOAP'];

export const sandbox = restSandbox({
  base: '/v1',
  door: headerDoor({ 'x-corner-key': 'corner-demo-key' }, { apiKey: 'corner-demo-key' }),
  error: (status, message) => ({ error: { code: `E${status}`, message } }),
  lists: {
    orders: {
      path: '/orders',
      title: words.orders,
      under: 'orders',
      firstNumber: 1001,
      make: (place, number, changed_at) => ({
        ...{ number, total: 5 + (place % 40) * 1.25, changed_at },
        lines: [{ sku: wares[place % wares.length] ?? '', quantity: 1 + (place % 3) }],
      }),
      turning: { by: 'page', param: 'page', first: 1, sizeParam: 'per_page', most: 100 },
      since: 'changed_since',
      add: { action: 'place-order', title: words.placeOrder },
      columns: { number: words.number, total: words.total },
    },
  },
  places: {
    shipments: {
      path: '/shipments',
      title: words.shipments,
      what: 'shipment',
      body: z.looseObject({ order: z.string(), carrier: z.string() }),
      id: (nth) => `S-${nth + 1}`,
      findBy: { param: 'order', field: 'order' },
      columns: { order: words.number, carrier: words.carrier, tracking_code: words.trackingCode },
    },
  },
});
