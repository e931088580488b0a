import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { defineConnector, defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { defineApi } from '../kit/api.ts';
import { basic } from '../kit/auth.ts';
import { checkOf, keyStep } from '../kit/check.ts';
import { firstFrom, fromDay, secret } from '../kit/fields.ts';
import { byPage } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import problems from './problems.json' with { type: 'json' };
import samples from './samples.json' with { type: 'json' };
import { sandbox } from './sandbox.ts';
import words from './words.json' with { type: 'json' };

const Settings = z.object({
  shop: field(
    z
      .url({ protocol: /^https?$/ })
      .max(500)
      .transform((address) => address.replace(/[?#].*$/, '').replace(/(\/(wp-admin|wp-json)(\/.*)?)?\/*$/, '')),
    { ...words.settings.shop, placeholder: 'https://www.my-shop.com' },
  ),
  consumerKey: field(z.string().trim().min(1).max(200), { ...words.settings.consumerKey, placeholder: 'ck_…' }),
  consumerSecret: secret(words.settings.consumerSecret),
});
type Settings = z.infer<typeof Settings>;

const factsFrom = 'WooCommerce REST API documentation, version 3';

/** Keys as user and password (documented); some hosts take that header away before WooCommerce sees it (reported). */
const api = defineApi<Settings>({
  base: ({ shop }) => `${shop}/wp-json/wc/v3`,
  auth: basic(
    ({ consumerKey }) => consumerKey,
    ({ consumerSecret }) => consumerSecret,
  ),
  refusals: {
    message: ['message'],
    code: ['code'],
    table: [
      // Without "pretty" permalinks there is no such address; another web site has none either.
      { status: 404, says: /^\s*<(!doctype|html)/i, means: 'lost', problem: 'woocommerce.no-shop' },
      { code: 'rest_no_route', means: 'lost', problem: 'woocommerce.no-shop' },
      { status: 401, means: 'lost', problem: 'woocommerce.key-refused' },
      { status: 403, means: 'lost', problem: 'woocommerce.key-refused' },
      { means: 'attention', problem: 'woocommerce.refused' },
    ],
  },
});

const Order = z.object({
  id: z.number(),
  number: z.string(),
  status: z.string(),
  currency: z.string(),
  total: z.string(),
  date_modified_gmt: z.string().nullish(),
});

/** Dates come without a zone, in the shop's time, with a twin in UTC (documented). */
const utc = (text: string | null | undefined) => (text ? new Date(`${text}Z`) : null);

/** Known by their id: the number is the same, unless a plugin counts in its own way. Read in the order of their ids. */
const orders = listSource({
  title: words.sources.orders,
  confidence: 'documented',
  factsFrom,
  options: z.object({ from: fromDay() }),
  samples: samplesOf(samples.orders),
  api,
  call: () => ({ path: '/orders', query: { orderby: 'id', order: 'asc', dates_are_gmt: 'true' } }),
  paging: byPage({ param: 'page', sizeParam: 'per_page', size: 100 }),
  since: { param: 'modified_after', first: firstFrom },
  reading: {
    view: Order,
    key: ({ id }) => String(id),
    title: ({ number, status, total, currency }) => line(number, status, `${total} ${currency}`),
    changed: ({ date_modified_gmt }) => utc(date_modified_gmt),
    // A basket that nobody has paid for yet (reported).
    isReal: ({ status }) => status !== 'checkout-draft',
  },
  one: { call: (key) => ({ path: `/orders/${encodeURIComponent(key)}` }) },
});

const Stock = z.looseObject({ sku: z.string().min(1), stock: z.coerce.number().int() });
const Known = z.array(z.object({ id: z.number(), sku: z.string(), parent_id: z.number().default(0) }));

/** Where a product stands: a variation has its address under its product. That a SKU finds both is assumed. */
async function placeOf(context: ConnectorContext<Settings>, sku: string): Promise<string> {
  const found = (await api.ask(context, { path: '/products', query: { sku } }, Known)).find((it) => it.sku === sku);
  if (!found) throw new PermanentError({ problem: { code: 'woocommerce.product-unknown', params: { sku } } });
  return found.parent_id === 0 ? `/products/${found.id}` : `/products/${found.parent_id}/variations/${found.id}`;
}

const stock = defineTarget<Settings, Record<string, never>>({
  title: words.targets.stock,
  confidence: 'documented',
  factsFrom,
  options: z.object({}),
  fields: [
    { path: 'sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'stock', title: words.fields.stock, type: 'number', required: true },
  ],
  schema: Stock,
  samples: samples.stock,
  repeatable: true,
  async write(context, _options, record) {
    const { sku, stock: quantity } = Stock.parse(record);
    const json = { manage_stock: true, stock_quantity: quantity };
    const call = { method: 'PUT', path: await placeOf(context, sku), json } as const;
    const { id } = await api.ask(context, call, z.looseObject({ id: z.number() }));
    return { id: String(id), made: 'updated' };
  },
});

const counted = (path: string) => async (context: ConnectorContext<Settings>) => {
  const { headers } = await api.send(context, { path, query: { per_page: 1 } });
  return Number(headers['x-wp-total'] ?? 0);
};

/** WooCommerce, the shop plugin of WordPress, by its REST API version 3 (documented). */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ shop }) => [new URL(shop).host],
  check: checkOf<Settings>([
    keyStep((context) => api.send(context, { path: '/orders', query: { per_page: 1 } })),
    { id: 'orders', title: words.checks.orders, run: counted('/orders') },
    { id: 'products', title: words.checks.products, run: counted('/products') },
  ]),
  budget: { confidence: 'assumed', concurrent: 3 },
  sources: { orders },
  targets: { stock },
  sandbox,
});
