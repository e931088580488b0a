import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import { basicDoor } from '#server/sandboxes/kit/doors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import {
  askedOf,
  fieldsOf,
  newestOf,
  type Place,
  pageAsked,
  vendorSandbox,
} from '#server/sandboxes/kit/vendor-sandbox.ts';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const keys = { consumerKey: 'ck_demo_koppel', consumerSecret: 'cs_demo_koppel_secret' };
const { tables, columns, actions, inputs } = words.sandbox;
const error = (status: number, message: string, code = `woocommerce_rest_${status}`) => ({
  ...{ code, message, data: { status } },
});

const wares = [
  { sku: 'TAS-ROOD', name: 'Tas rood', price: 24.75 },
  { sku: 'SJAAL-WOL', name: 'Wollen sjaal', price: 39.95 },
  { sku: 'MOK-BLAUW', name: 'Mok blauw', price: 12.95 },
  { sku: 'KAARS-XL', name: 'Geurkaars XL', price: 18.95 },
];
const wareAt = (place: number) => wares[place % wares.length] ?? { sku: '', name: '', price: 0 };
const money = (amount: number) => amount.toFixed(2);
const taxed = (net: number) => ({
  total: money(net),
  total_tax: money(net * 0.21),
  taxes: [{ id: 1, total: money(net * 0.21) }],
});
const local = (at: string) => at.slice(0, 19);

const address = {
  ...{ first_name: 'Sanne', last_name: 'Voorbeeld', company: '', address_1: 'Voorbeeldstraat 12 A', address_2: '' },
  ...{ city: 'Amsterdam', postcode: '1234 AB', country: 'NL', state: '', phone: '' },
};

/** Amounts are texts without tax, beside their tax; what rate that is stands in a list of its own. */
function orderOf(place: number, number: string, at: string): Document {
  const [{ sku, name, price }, quantity] = [wareAt(place), 1 + (place % 3)];
  const paid = place % 5 !== 4;
  return {
    ...{
      id: Number(number),
      number,
      status: paid ? 'processing' : 'on-hold',
      currency: 'EUR',
      prices_include_tax: true,
    },
    ...{ date_created: local(at), date_created_gmt: local(at), date_modified: local(at), date_modified_gmt: local(at) },
    ...{
      date_paid_gmt: paid ? local(at) : null,
      payment_method: paid ? 'ideal' : 'bacs',
      payment_method_title: 'iDEAL',
    },
    ...{
      total: money((price * quantity + 4.13) * 1.21),
      customer_note: '',
      coupon_lines: [],
      fee_lines: [],
      refunds: [],
    },
    billing: { ...address, email: 'sanne.voorbeeld@mail.example' },
    shipping: address,
    line_items: [
      { id: 1, name, product_id: 101 + (place % 4), variation_id: 0, quantity, sku, price, ...taxed(price * quantity) },
    ],
    shipping_lines: [{ id: 2, method_title: 'PostNL', method_id: 'flat_rate', ...taxed(4.13) }],
    tax_lines: [{ id: 3, rate_id: 1, rate_code: 'NL-BTW-1', label: 'Btw', rate_percent: 21 }],
    meta_data: [],
  };
}

/** The first product has a variation instead of stock of its own. */
const productOf = (place: number, number: string, at: string): Document => ({
  ...{ id: Number(number), sku: place < wares.length ? wareAt(place).sku : `WOO-${number}`, name: wareAt(place).name },
  ...{ type: place === 1 ? 'variation' : 'simple', parent_id: place === 1 ? 101 : 0, manage_stock: true },
  ...{
    stock_quantity: 40,
    stock_status: 'instock',
    regular_price: money(wareAt(place).price),
    date_modified_gmt: local(at),
  },
});

const notFound = (reply: FastifyReply) =>
  reply.code(404).send(error(404, 'Invalid ID.', 'woocommerce_rest_invalid_id'));

function addRoutes(app: FastifyInstance, here: () => Place) {
  const list = (name: 'orders' | 'products') =>
    app.get(`/${name}`, async ({ query }, reply) => {
      const asked = askedOf(query);
      const { from, to, size } = pageAsked(asked, { page: 'page', size: 'per_page', first: 1, usual: 10, most: 100 });
      const since = asked.modified_after ? new Date(asked.modified_after).toISOString() : null;
      const numbers: string[] = [];
      const view = here().view(name);
      view.select(since, (nth) => numbers.push(String(firstOf[name] + nth)) > 0);
      const all = numbers.sort((a, b) => Number(a) - Number(b));
      const wanted = asked.sku === undefined ? all : all.filter((number) => view.byNumber(number)?.sku === asked.sku);
      reply.headers({ 'x-wp-total': wanted.length, 'x-wp-totalpages': Math.ceil(wanted.length / size) });
      return wanted.slice(from, to).map((number) => view.byNumber(number));
    });
  list('orders');
  list('products');
  app.get<{ Params: { id: string } }>(
    '/orders/:id',
    async ({ params }, reply) => here().view('orders').byNumber(params.id) ?? notFound(reply),
  );
  const change = (id: string, isVariation: boolean, body: unknown, reply: FastifyReply) => {
    const [place, product] = [here(), here().view('products').byNumber(id)];
    if (!product || (product.parent_id !== 0) !== isVariation) return notFound(reply);
    place
      .view('products')
      .change(id, { ...fieldsOf(body), date_modified_gmt: local(place.now.toISOString()) }, place.now);
    place.tell('product', id, { sku: product.sku ?? null, ...fieldsOf(body) });
    return place.view('products').byNumber(id);
  };
  type ById = { Params: { id: string } };
  app.put<ById>('/products/:id', async ({ params, body }, reply) => change(params.id, false, body, reply));
  app.put<ById>('/products/:parent/variations/:id', async ({ params, body }, reply) =>
    change(params.id, true, body, reply),
  );
}
const firstOf = { orders: 5001, products: 101 };

/** A stand-in for a shop with WooCommerce: amounts as texts, dates without a zone, totals in headers. */
export const sandbox = vendorSandbox({
  base: '/wp-json/wc/v3',
  door: basicDoor(keys.consumerKey, keys.consumerSecret, keys),
  error,
  refusal: { status: 400, body: error(400, 'It was told to refuse.') },
  lists: {
    orders: { firstNumber: firstOf.orders, make: orderOf },
    products: { firstNumber: firstOf.products, make: productOf },
  },
  routes: addRoutes,
  isWrite: ({ method }) => method !== 'GET',
  settings: (address) => ({ shop: address }),
  actions: {
    'place-order': {
      title: actions.placeOrder,
      input: z.object({}),
      run: (place) => ({ key: place.view('orders').add(place.now) }),
    },
    'pay-order': {
      title: actions.payOrder,
      input: z.object({ number: field(z.string().trim().default('5005'), inputs.number) }),
      run(place, { number }) {
        const at = local(place.now.toISOString());
        const order = place.view('orders').byNumber(String(number));
        const fields = { ...order, status: 'processing', date_paid_gmt: at, date_modified_gmt: at };
        place.view('orders').change(String(number), fields, place.now);
        return { key: String(number) };
      },
    },
  },
  tables: [
    {
      ...{ id: 'orders', title: tables.orders },
      columns: { number: columns.number, status: columns.status, total: columns.total },
      rows: (place) => newestOf(place.view('orders')),
    },
    {
      ...{ id: 'products', title: tables.products },
      columns: { sku: columns.sku, name: columns.name, stock_quantity: columns.stock },
      rows: (place) => newestOf(place.view('products')).reverse(),
    },
  ],
});
