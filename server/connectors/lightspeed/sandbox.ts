import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import { basicDoor } from '#server/sandboxes/kit/doors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { askedOf, newestOf, type Place, pageAsked, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import type { Json } from '../connector.ts';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const wares = ['TAS-ROOD', 'MOK-BLAUW', 'THEE-EARL', 'BOEK-CAFE', 'KAARS-XL', 'SJAAL-WOL', 'PLAID-GRIJS', 'SERVIES-12'];
const cents = [2475, 1295, 649, 2750, 1895, 3995, 4900, 12_900];
const skuAt = (place: number) => wares[place] ?? `ART-${String(place + 1).padStart(6, '0')}`;
const firstOrder = 60_001;
const firstVariant = 80_001;
const resource = (url: string) => ({ resource: { id: false, url, link: `https://api.webshopapp.com/nl/${url}.json` } });

function orderAt(place: number, number: string, updatedAt: string): Document {
  const lines = linesAt(place);
  const total = lines.reduce((sum, { priceIncl, quantityOrdered }) => sum + priceIncl * quantityOrdered, 0);
  return {
    ...{ id: Number(number), createdAt: updatedAt, updatedAt, number: `ORD${number}`, currency: 'EUR' },
    ...{ status: 'processing_awaiting_shipment', paymentStatus: 'paid', shipmentStatus: 'not_shipped' },
    ...{ priceIncl: Math.round(total * 100) / 100, priceExcl: Math.round((total / 1.21) * 100) / 100 },
    ...{ firstname: 'Sanne', lastname: 'Voorbeeld', email: `klant${place % 5}@voorbeeld.example` },
    ...{ addressBillingCity: 'Amsterdam', addressBillingZipcode: '1234AB', addressBillingCountry: { code: 'nl' } },
    products: resource(`orders/${number}/products`),
  };
}

const linesAt = (place: number) =>
  Array.from({ length: 1 + (place % 2) }, (_, nth) => {
    const ware = (place + nth) % wares.length;
    const priceIncl = (cents[ware] ?? 0) / 100;
    return {
      ...{ id: (firstOrder + place) * 10 + nth, sku: wares[ware] ?? '', productTitle: `Artikel ${wares[ware]}` },
      ...{ quantityOrdered: 1 + (place % 3), priceIncl, taxRate: 0.21 },
    };
  });

const lists = {
  orders: { firstNumber: firstOrder, make: orderAt },
  variants: {
    firstNumber: firstVariant,
    make: (place: number, number: string, updatedAt: string): Document => ({
      ...{ id: Number(number), createdAt: updatedAt, updatedAt, isDefault: true, sku: skuAt(place), ean: '' },
      ...{ title: 'Default', priceIncl: (cents[place % cents.length] ?? 0) / 100, stockTracking: 'enabled' },
      ...{ stockLevel: 5 + (place % 30), product: resource(`products/${number}`) },
    }),
  },
};

const error = (status: number, message: string): Json => ({
  error: { code: status, method: 'GET', request: '/nl/orders.json', message },
});
const missing = (reply: FastifyReply) => reply.code(404).send(error(404, 'Resource not found'));

type ListName = keyof typeof lists;

/** A filter for one of a list: its SKU, or its number. */
function selected(place: Place, name: ListName, asked: Record<string, string>) {
  const since = asked.updated_at_min ? new Date(asked.updated_at_min).toISOString() : null;
  const view = place.view(name);
  if (asked.number !== undefined) {
    const found = view.byNumber(asked.number.replace(/^ORD/, ''));
    const all = found && asked.number.startsWith('ORD') ? [found] : [];
    return { count: all.length, slice: (from: number, to: number) => all.slice(from, to) };
  }
  if (asked.sku !== undefined) return view.select(since, (nth) => skuAt(nth) === asked.sku);
  return { count: view.count(since), slice: (from: number, to: number) => view.slice(since, from, to) };
}

const Change = z.object({
  variant: z.object({ stockLevel: z.number().int() }).optional(),
  shipment: z.object({ status: z.string(), trackingCode: z.string() }).optional(),
});
type At = { Params: { file: string } };
const idIn = (file: string) => file.replace(/\.json$/, '');

/** Three windows in one header (documented). */
function tellLimits(reply: FastifyReply) {
  const told = { limit: '300/3000/12000', remaining: '299/2999/11999', reset: '263/2063/23663' };
  for (const [name, value] of Object.entries(told)) reply.header(`x-ratelimit-${name}`, value);
}

function routes(root: FastifyInstance, here: () => Place) {
  root.register(
    async (app) => {
      app.addHook('onRequest', async (_request, reply) => tellLimits(reply));
      app.get('/account/ratelimit.json', async () => ({ accountRatelimit: { limit: 300, remaining: 299 } }));
      for (const name of ['orders', 'variants'] as const) addList(app, name, here);
      app.get<{ Params: { id: string } }>('/orders/:id/products.json', async ({ params }) => ({
        orderProducts: linesAt(Number(params.id) - firstOrder),
      }));
      addWriting(app, here);
    },
    { prefix: '/:language' },
  );
}

function addList(app: FastifyInstance, name: ListName, here: () => Place) {
  app.get(`/${name}.json`, async ({ query }) => {
    const asked = askedOf(query);
    const { from, to } = pageAsked(asked, { page: 'page', size: 'limit', first: 1, usual: 50, most: 250 });
    return { [name]: selected(here(), name, asked).slice(from, to) };
  });
  app.get<At>(`/${name}/:file`, async ({ params: { file } }, reply) => {
    if (file === 'count.json') return { count: here().view(name).total };
    const found = here().view(name).byNumber(idIn(file));
    return found ? { [name.slice(0, -1)]: found } : missing(reply);
  });
}

function addWriting(app: FastifyInstance, here: () => Place) {
  app.put<At>('/variants/:file', async ({ params, body }, reply) => {
    const { variant } = Change.parse(body);
    const id = idIn(params.file);
    if (!variant || !here().view('variants').change(id, changed(here(), variant), here().now)) return missing(reply);
    here().tell('variant', id, variant);
    return { variant: here().view('variants').byNumber(id) };
  });
  app.get('/shipments.json', async ({ query }) => {
    const id = Number(askedOf(query).order);
    const order = { resource: { id, url: `orders/${id}`, link: '' } };
    return {
      shipments: here().view('orders').byNumber(String(id)) ? [{ id: id + 900_000, status: 'not_shipped', order }] : [],
    };
  });
  app.put<At>('/shipments/:file', async ({ params, body }, reply) => {
    const { shipment } = Change.parse(body);
    const order = String(Number(idIn(params.file)) - 900_000);
    const fields = changed(here(), { shipmentStatus: 'shipped', status: 'completed' });
    if (!shipment || !here().view('orders').change(order, fields, here().now)) return missing(reply);
    here().tell('shipment', idIn(params.file), shipment);
    return { shipment: { id: Number(idIn(params.file)), ...shipment } };
  });
}

const changed = (place: Place, fields: Document): Document => ({ ...fields, updatedAt: place.now.toISOString() });

export const sandbox = vendorSandbox({
  door: basicDoor('lightspeed-demo-key', 'lightspeed-demo-secret', {
    ...{ apiKey: 'lightspeed-demo-key', apiSecret: 'lightspeed-demo-secret' },
  }),
  error,
  lists,
  routes,
  isWrite: ({ method }) => method === 'PUT',
  actions: {
    'place-order': {
      title: words.placeOrder,
      input: z.object({}),
      run: (place) => ({ key: `ORD${place.view('orders').add(place.now)}` }),
    },
    'change-stock': {
      title: words.changeStock,
      input: z.object({
        id: field(z.string().min(1).default(String(firstVariant)), { title: words.fields.id }),
        stock: field(z.number().int().default(7), { title: words.fields.stock }),
      }),
      run(place, { id, stock = null }) {
        place.view('variants').change(String(id), changed(place, { stockLevel: stock }), place.now);
        return { key: String(id) };
      },
    },
  },
  tables: [
    {
      ...{
        id: 'orders',
        title: words.tables.orders,
        columns: { number: words.fields.order, status: words.fields.status, priceIncl: words.fields.total },
      },
      rows: (place) => newestOf(place.view('orders')),
    },
    {
      ...{
        id: 'variants',
        title: words.tables.variants,
        columns: { sku: words.fields.sku, stockLevel: words.fields.stock, id: words.fields.id },
      },
      rows: (place) => newestOf(place.view('variants')),
    },
  ],
});
