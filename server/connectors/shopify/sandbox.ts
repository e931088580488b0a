import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Door } from '#server/sandboxes/kit/doors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { newestOf, type Place, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { textAt, valueAt } from '../value-at.ts';
import { version } from './admin-api.ts';
import words from './words.json' with { type: 'json' };

const app = { clientId: 'shopify-demo-app', clientSecret: 'shopify-demo-app-secret' };
const { tables, columns, actions } = words.sandbox;

/** A token of a day for the app's id and secret, in a header of its own. */
const door: Door = {
  settings: { ...app, shop: 'demo-shop', access: 'app' },
  lets: ({ headers }, tokens, now) => (tokens[String(headers['x-shopify-access-token'])] ?? '') > now.toISOString(),
  routes(routes, tokens, clock) {
    routes.post('/admin/oauth/access_token', async ({ body }, reply) => {
      const asked = z.record(z.string(), z.json()).catch({}).parse(body);
      if (asked.client_id !== app.clientId || asked.client_secret !== app.clientSecret)
        return reply.code(400).send({ error: 'invalid_client' });
      const access = `shpat_sandbox_${Object.keys(tokens()).length + 1}`;
      tokens()[access] = new Date(clock().getTime() + 86_399_000).toISOString();
      return { access_token: access, scope: 'read_orders,write_inventory', expires_in: 86_399 };
    });
  },
};

const wares = [
  { sku: 'TAS-ROOD', title: 'Tas rood', price: 29.95 },
  { sku: 'SJAAL-WOL', title: 'Wollen sjaal', price: 48.34 },
  { sku: 'KRUK-EIKEN', title: 'Kruk eiken', price: 59 },
  { sku: 'LAMP-KOPER', title: 'Lamp koper', price: 89.95 },
];
const wareAt = (place: number) => wares[place % wares.length] ?? { sku: '', title: '', price: 0 };
const gid = (kind: string, number: number | string) => `gid://shopify/${kind}/${number}`;
const money = (amount: number): Document => ({ shopMoney: { amount: amount.toFixed(2), currencyCode: 'EUR' } });
const taxOf = (gross: number): Json => [{ ratePercentage: 21, priceSet: money(gross - gross / 1.21) }];

function orderOf(place: number, number: string, at: string): Document {
  const [{ sku, title, price }, quantity] = [wareAt(place), 1 + (place % 3)];
  const goods = price * quantity;
  const address = {
    ...{ firstName: 'Sanne', lastName: 'Voorbeeld', company: null, address1: 'Voorbeeldstraat 12 A', address2: null },
    ...{ zip: '1234 AB', city: 'Amsterdam', countryCodeV2: 'NL', phone: null },
  };
  const item = { id: gid('LineItem', number), title, sku, quantity, currentQuantity: quantity };
  return {
    ...{ id: gid('Order', number), name: `#${number}`, createdAt: at, updatedAt: at, cancelledAt: null, note: null },
    ...{ email: 'sanne.voorbeeld@mail.example', taxesIncluded: true, paymentGatewayNames: ['shopify_payments'] },
    ...{ displayFinancialStatus: place % 5 === 4 ? 'PENDING' : 'PAID', displayFulfillmentStatus: 'UNFULFILLED' },
    ...{ totalPriceSet: money(goods + 5), shippingAddress: address, billingAddress: address },
    shippingLines: { nodes: [{ title: 'PostNL', discountedPriceSet: money(5), taxLines: taxOf(5) }] },
    lineItems: {
      nodes: [{ ...item, discountedTotalSet: money(goods), taxLines: taxOf(goods) }],
      pageInfo: { hasNextPage: false },
    },
  };
}

const variantOf = (place: number, number: string): Document => ({
  ...{ id: gid('ProductVariant', number), sku: place < wares.length ? wareAt(place).sku : `SH-${number}` },
  ...{ title: wareAt(place).title, available: 25, inventoryItem: { id: gid('InventoryItem', number) } },
});

const location = { id: gid('Location', 1), name: 'Magazijn' };

/** Queries are told apart by what they ask for: a stand-in reads no GraphQL. */
const answers: { asks: RegExp; answer(place: Place, variables: Json): Json }[] = [
  { asks: /inventorySetQuantities/, answer: setQuantities },
  {
    asks: /productVariants/,
    answer: (place, variables) => ({ productVariants: { nodes: variantsWith(place, variables) } }),
  },
  { asks: /locations/, answer: () => ({ locations: { nodes: [location] } }) },
  { asks: /ordersCount/, answer: (place) => ({ ordersCount: { count: place.view('orders').count(null) } }) },
  { asks: /orders\(/, answer: (place, variables) => ({ orders: ordersFor(place, variables) }) },
  { asks: /shop \{/, answer: () => ({ shop: { name: 'Demo shop' } }) },
];

const quoted = (variables: Json) => /'([^']*)'/.exec(textAt(variables, 'filter') ?? '')?.[1] ?? '';

function ordersFor(place: Place, variables: Json): Json {
  const view = place.view('orders');
  const filter = textAt(variables, 'filter') ?? '';
  if (filter.startsWith('name:'))
    return { nodes: [view.byNumber(quoted(variables).replace('#', ''))].filter((it) => it !== null) };
  const since = filter === '' ? null : new Date(quoted(variables)).toISOString();
  const from = Number(textAt(variables, 'after') ?? 0);
  const to = from + Number(textAt(variables, 'first') ?? 10);
  const nodes = view.slice(since, from, to);
  return { nodes, pageInfo: { endCursor: String(to), hasNextPage: view.count(since) > to } };
}

const numberAt = (place: number) => String(70_001 + place);

function variantsWith(place: Place, variables: Json): Json[] {
  const wanted = quoted(variables);
  const view = place.view('variants');
  const found = view.select(null, (nth) => variantOf(nth, numberAt(nth)).sku === wanted);
  return found.slice(0, 10);
}

function setQuantities(place: Place, variables: Json): Json {
  const [item, at] = ['inventoryItemId', 'locationId'].map((name) => textAt(variables, `input.quantities.0.${name}`));
  const number = item?.split('/').at(-1) ?? '';
  const available = valueAt(variables, 'input.quantities.0.quantity') ?? null;
  const isComplete = valueAt(variables, 'input.quantities.0.changeFromQuantity') === null && textAt(variables, 'key');
  const variant = place.view('variants').byNumber(number);
  if (!variant || at !== location.id || !isComplete) {
    const message = 'The quantity cannot be set';
    return {
      inventorySetQuantities: { userErrors: [{ code: 'INVALID', field: ['input', 'quantities', '0'], message }] },
    };
  }
  place.view('variants').change(number, { available }, place.now);
  place.tell('stock', String(item), { sku: variant.sku ?? null, available });
  return {
    inventorySetQuantities: { inventoryAdjustmentGroup: { id: gid('InventoryAdjustmentGroup', 1) }, userErrors: [] },
  };
}

const Asked = z.object({ query: z.string(), variables: z.json().default({}) });
const cost = { throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1900, restoreRate: 100 } };

function addRoutes(routes: FastifyInstance, here: () => Place) {
  routes.post(`/admin/api/${version}/graphql.json`, async ({ body }) => {
    const { query, variables } = Asked.parse(body);
    const known = answers.find(({ asks }) => asks.test(query));
    if (!known) return { errors: [{ message: 'syntax error', extensions: { code: 'undefinedField' } }] };
    return { data: known.answer(here(), variables), extensions: { cost } };
  });
}

const error = (status: number, message: string): Json => ({ errors: `${status} ${message}` });
const userErrors = [{ code: 'INVALID', field: ['input'], message: 'It was told to refuse.' }];

/** A stand-in for a Shopify shop: one address, refusals with status 200, tokens of a day. */
export const sandbox = vendorSandbox({
  door,
  error,
  refusal: { status: 200, body: { data: { inventorySetQuantities: { userErrors } } } },
  lists: { orders: { firstNumber: 1001, make: orderOf }, variants: { firstNumber: 70_001, make: variantOf } },
  routes: addRoutes,
  looksAtBody: true,
  isWrite: ({ body }) => JSON.stringify(body ?? null).includes('mutation'),
  actions: {
    'place-order': {
      title: actions.placeOrder,
      input: z.object({}),
      run: (place) => ({ key: `#${place.view('orders').add(place.now)}` }),
    },
  },
  tables: [
    {
      ...{ id: 'orders', title: tables.orders },
      columns: { name: columns.number, displayFinancialStatus: columns.status, email: columns.email },
      rows: (place) => newestOf(place.view('orders')),
    },
    {
      ...{ id: 'variants', title: tables.products },
      columns: { sku: columns.sku, title: columns.name, available: columns.stock },
      rows: (place) => newestOf(place.view('variants')).reverse(),
    },
  ],
});
