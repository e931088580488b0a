import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { tokenDoor } from '#server/sandboxes/kit/doors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { askedOf, fieldsOf, newestOf, type Place, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import type { Json } from '../connector.ts';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const wares = ['TAS-ROOD', 'MOK-BLAUW', 'THEE-EARL', 'BOEK-CAFE', 'KAARS-XL', 'SJAAL-WOL', 'PLAID-GRIJS', 'SERVIES-12'];
const first = 1;
const codeAt = (place: number) => wares[place] ?? `ART-${String(place + 1).padStart(6, '0')}`;
const guid = (kind: number, no: number) => `0000000${kind}-0000-4000-8000-${String(no).padStart(12, '0')}`;
const dateOf = (at: string) => `/Date(${Date.parse(at)})/`;

const lists = {
  items: {
    firstNumber: first,
    make: (place: number, number: string, at: string): Document => ({
      ...{ ID: guid(1, Number(number)), Code: codeAt(place), Description: `Artikel ${codeAt(place)}`, Barcode: null },
      ...{ Stock: 10 + (place % 30), IsSalesItem: true, Modified: dateOf(at) },
    }),
  },
};

const error = (status: number, message: string): Json => ({
  error: { code: String(status), message: { lang: 'nl-NL', value: message } },
});
const refuse = (reply: FastifyReply, status: number, message: string) =>
  reply.code(status).send(error(status, message));

const division = '123456';
const pageSize = 60;
type Piece = { count: number; slice(from: number, to: number): Document[] };

/** A page as OData 2 has it: what there is beyond it stands at an address. */
function pageOf(request: FastifyRequest, found: Piece) {
  const from = Number(askedOf(request.query).$skiptoken ?? 0);
  const next = new URL(request.url, `${request.protocol}://${request.host}`);
  next.searchParams.set('$skiptoken', String(from + pageSize));
  const more = found.count > from + pageSize;
  return { d: { results: found.slice(from, from + pageSize), ...(more && { __next: next.href }) } };
}

/** `Code eq 'x'` or `Modified ge datetime'x'`: the two kinds of questions that are asked here. */
function filterOf(request: FastifyRequest) {
  const { $filter = '' } = askedOf(request.query);
  const [, name, value] = /^(\w+) eq '(.*)'$/.exec($filter) ?? [];
  const [, since] = /^Modified ge datetime'([\d:T-]+)'$/.exec($filter) ?? [];
  return { name, value: value?.replaceAll("''", "'"), since: since && `${since}.000Z` };
}

function itemsAsked(place: Place, request: FastifyRequest): Piece | null {
  const { name, value, since } = filterOf(request);
  const view = place.view('items');
  if (name === 'Code') return view.select(null, (nth) => value?.split("' or Code eq '").includes(codeAt(nth)) ?? false);
  if (since === undefined || since === '') return null;
  return { count: view.count(since), slice: (from, to) => view.slice(since, from, to) };
}

const Line = z.looseObject({ Item: z.string(), Quantity: z.number(), NetPrice: z.number() });
const Sale = z.looseObject({ OrderedBy: z.string(), YourRef: z.string() });
const Account = z.looseObject({ Name: z.string().min(1), Email: z.string() });

/** The minute's limit, told as the moment when it starts anew, in milliseconds. */
function tellLimits(reply: FastifyReply, now: Date) {
  const reset = Math.ceil(now.getTime() / 60_000) * 60_000;
  reply.headers({
    'x-ratelimit-minutely-limit': 60,
    'x-ratelimit-minutely-remaining': 59,
    'x-ratelimit-minutely-reset': reset,
  });
}

function routes(root: FastifyInstance, here: () => Place) {
  root.addHook('onRequest', async (_request, reply) => tellLimits(reply, here().now));
  root.get('/api/v1/current/Me', async () => ({ d: { results: [{ CurrentDivision: Number(division) }] } }));
  root.register(
    async (app) => {
      app.get('/logistics/Items', async (request, reply) => {
        const found = itemsAsked(here(), request);
        return found ? pageOf(request, found) : refuse(reply, 400, 'Query lacks a mandatory filter');
      });
      addKept(app, here, {
        path: '/crm/Accounts',
        kind: 'account',
        id: 'ID',
        no: 2,
        isGood: (it) => Account.safeParse(it).success,
      });
      addKept(app, here, {
        path: '/salesorder/SalesOrders',
        kind: 'order',
        id: 'OrderID',
        no: 3,
        isGood: isSale('SalesOrderLines'),
      });
      addKept(app, here, {
        path: '/salesinvoice/SalesInvoices',
        kind: 'invoice',
        id: 'InvoiceID',
        no: 4,
        isGood: isSale('SalesInvoiceLines'),
      });
    },
    { prefix: `/api/v1/${division}` },
  );
}

const isSale = (lines: string) => (it: Document) =>
  Sale.safeParse(it).success && z.array(Line).min(1).safeParse(it[lines]).success;

type Kept = { path: string; kind: string; id: string; no: number; isGood(document: Document): boolean };

function addKept(app: FastifyInstance, here: () => Place, { path, kind, id, no, isGood }: Kept) {
  app.get(path, async (request) => {
    const { name = '', value } = filterOf(request);
    const found = here()
      .kept(kind)
      .filter((it) => it[name] === value);
    return pageOf(request, { count: found.length, slice: (from, to) => found.slice(from, to) });
  });
  app.post(path, async ({ body }, reply) => {
    const document = fieldsOf(body);
    if (!isGood(document)) return refuse(reply, 400, 'Mandatory field is missing');
    const made = { [id]: guid(no, here().kept(kind).length + 1), ...document };
    here().kept(kind).push(made);
    here().tell(kind, String(made[id]), document);
    return reply.code(201).send({ d: made });
  });
}

const demo = { clientId: 'exact-demo-client', clientSecret: 'exact-demo-secret' };
const firstRefresh = 'exact-demo-refresh';

export const sandbox = vendorSandbox({
  door: tokenDoor({
    ...{ path: '/api/oauth2/token', authorizePath: '/api/oauth2/auth', ...demo, seconds: 600, secondsAsText: true },
    ...{ firstRefresh, settings: { ...demo, refreshToken: firstRefresh, division } },
  }),
  error,
  refusal: { status: 400, body: error(400, 'refused, as the sandbox was told to') },
  lists,
  routes,
  isWrite: ({ method, url }) => method === 'POST' && !url.includes('/oauth2/'),
  actions: {
    'add-item': {
      title: words.addItem,
      input: z.object({}),
      run: (place) => ({ key: codeAt(Number(place.view('items').add(place.now)) - first) }),
    },
    'change-stock': {
      title: words.changeStock,
      input: z.object({
        item: field(z.string().min(1).default('TAS-ROOD'), { title: words.fields.item }),
        stock: field(z.number().int().default(7), { title: words.fields.stock }),
      }),
      run(place, { item, stock = null }) {
        const [found] = place
          .view('items')
          .select(null, (nth) => codeAt(nth) === item)
          .slice(0, 1);
        const no = String(Number(String(found?.ID ?? '').slice(-12)));
        place.view('items').change(no, { Stock: stock, Modified: dateOf(place.now.toISOString()) }, place.now);
        return { key: String(item) };
      },
    },
  },
  tables: [
    {
      ...{ id: 'items', title: words.tables.items, columns: { Code: words.fields.item, Stock: words.fields.stock } },
      rows: (place) => newestOf(place.view('items')),
    },
    {
      ...{
        id: 'orders',
        title: words.tables.orders,
        columns: { YourRef: words.fields.number, OrderID: words.fields.id },
      },
      rows: (place) => place.kept('order').slice(-100).reverse(),
    },
    {
      ...{
        id: 'invoices',
        title: words.tables.invoices,
        columns: { YourRef: words.fields.number, InvoiceID: words.fields.id },
      },
      rows: (place) => place.kept('invoice').slice(-100).reverse(),
    },
  ],
});
