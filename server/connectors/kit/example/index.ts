import * as z from 'zod';
import { defineConnector } from '../../define.ts';
import { defineApi } from '../api.ts';
import { headerKeys } from '../auth.ts';
import { checkOf, keyStep } from '../check.ts';
import { firstFrom, fixedAddress, fromDay, secret } from '../fields.ts';
import { byPage } from '../paging.ts';
import { line, samplesOf } from '../reading.ts';
import { listSource } from '../source.ts';
import { createTarget } from '../target.ts';
import samples from './samples.json' with { type: 'json' };
import { sandbox } from './sandbox.ts';
import words from './words.json' with { type: 'json' };

const Settings = z.object({ address: fixedAddress('https://api.corner.example/v1'), apiKey: secret(words.apiKey) });
type Settings = z.infer<typeof Settings>;

const api = defineApi<Settings>({
  base: ({ address }) => address,
  auth: headerKeys(({ apiKey }) => ({ 'x-corner-key': apiKey })),
  refusals: { message: ['error.message'], code: ['error.code'] },
});

const orders = listSource({
  title: words.orders,
  confidence: 'documented',
  factsFrom: 'The corner shop itself',
  options: z.object({ from: fromDay() }),
  samples: samplesOf(samples.orders),
  api,
  call: () => ({ path: '/orders' }),
  list: 'orders',
  paging: byPage({ param: 'page', sizeParam: 'per_page', size: 100 }),
  since: { param: 'changed_since', first: firstFrom },
  reading: {
    view: z.object({ number: z.string(), total: z.number(), changed_at: z.coerce.date() }),
    key: ({ number }) => number,
    title: ({ number, total }) => line(number, `${total.toFixed(2)} EUR`),
    changed: ({ changed_at }) => changed_at,
  },
  one: { call: (key) => ({ path: `/orders/${encodeURIComponent(key)}` }) },
});

const Shipment = z.looseObject({ order: z.string(), carrier: z.string(), tracking_code: z.string().optional() });

const shipments = createTarget({
  title: words.shipments,
  confidence: 'documented',
  factsFrom: 'The corner shop itself',
  options: z.object({}),
  fields: [
    { path: 'order', title: words.number, type: 'text', required: true },
    { path: 'carrier', title: words.carrier, type: 'text', required: true },
    { path: 'tracking_code', title: words.trackingCode, type: 'text', required: false },
  ],
  schema: Shipment,
  samples: samples.shipments,
  api,
  find: { call: ({ key }) => ({ path: '/shipments', query: { order: key } }), id: 'id', key: 'order' },
  create: { call: ({ record }) => ({ method: 'POST', path: '/shipments', json: record }), id: 'id' },
});

export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems: {},
  hosts: ({ address }) => [new URL(address).host],
  check: checkOf<Settings>([keyStep((context) => api.send(context, { path: '/orders', query: { per_page: 1 } }))]),
  sources: { orders },
  targets: { shipments },
  sandbox,
});
