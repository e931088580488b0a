import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import catalogue from './catalogue.json' with { type: 'json' };
import { demo } from './demo.ts';
import { type Filter, filtersIn, fits } from './filters.ts';
import { newOrder, orderById, setStatus } from './orders.ts';
import { numberOfSku, productAt, productList, rowOf } from './products.ts';
import { Refused, refusal } from './refused.ts';

const Auth = z.object({ account: z.string(), subaccount: z.string(), user: z.string(), apikey: z.string() });
const Body = z.object({ auth: Auth, params: z.array(z.json()) });
const Asked = z.object({
  action: z.literal('request'),
  api: z.literal('fulljson'),
  module: z.string(),
  function: z.string(),
});

type Called = (place: Place, params: Json[]) => Json;

const functions: Record<string, Called> = {
  'ShopModule.getShopWithRelation': () => ({ ...catalogue.shop, published: true, visible: true }),
  'ShopModule.naturalSearchShopFlatProductForHooks': (place, [, , start, limit, , filters]) =>
    products(place, pieceOf(start, limit), filtersIn(filters)),
  'ProductsModule.listTaxRates': (_place, [start, limit, , filters]) =>
    listed(catalogue.taxRates, pieceOf(start, limit), filtersIn(filters)),
  'ShopModule.listExternalOrders': (place, [start, limit, , filters]) =>
    listed(place.kept('orders'), pieceOf(start, limit), filtersIn(filters)),
  'ShopModule.getOrder': (place, [id]) => orderById(place, id),
  'ShopModule.newOrder': (place, [order]) => {
    const id = newOrder(place, order);
    place.tell('order', id, order ?? null);
    return id;
  },
  'ShopModule.updateOrderStatus': (place, [status, id]) => {
    setStatus(place, id, status);
    place.tell('order status', String(id), status ?? null);
    return null;
  },
};

/** One address for all; who asks stands in the body, and every answer of the system's own has status 200 (known). */
export function addRoutes(app: FastifyInstance, here: () => Place) {
  app.post('/', async ({ query, body }) => {
    const [asked, call] = [Asked.safeParse(query), Body.safeParse(body)];
    if (!asked.success || !call.success) return refusal('General', 'Wrong call');
    const { account, subaccount, user, apikey } = call.data.auth;
    if (account !== demo.account || subaccount !== demo.subaccount || user !== demo.user || apikey !== demo.apiKey)
      return refusal('Auth', 'Wrong user or key');
    const called = functions[`${asked.data.module}.${asked.data.function}`];
    if (!called) return refusal('General', 'Unknown function');
    try {
      return { success: true, response: called(here(), call.data.params) };
    } catch (error) {
      if (error instanceof Refused) return refusal(error.kind, error.message);
      throw error;
    }
  });
}

const Whole = z.number().int().min(0);
type Piece = { start: number; limit: number };

/** No more than 100 at a time (known). */
function pieceOf(start: Json | undefined, limit: Json | undefined): Piece {
  const piece = { start: Whole.safeParse(start), limit: Whole.max(100).safeParse(limit) };
  if (!piece.start.success || !piece.limit.success) throw new Refused('General', 'Wrong start or limit');
  return { start: piece.start.data, limit: piece.limit.data };
}

const enveloped = (data: Document[], total: number): Document => ({ data, total, count: data.length });

function listed(rows: Document[], { start, limit }: Piece, filters: Filter[]): Document {
  const found = rows.filter((row) => filters.every((filter) => holds(row, filter)));
  return enveloped(found.slice(start, start + limit), found.length);
}

function holds(row: Document, filter: Filter): boolean {
  const held = fits(row, filter);
  if (held === null) throw new Refused('General', `Unknown filter ${filter.name}`);
  return held;
}

/** All that is sold here is of the two kinds that are sold; a question for some by id or number makes only those. */
function products(place: Place, piece: Piece, filters: Filter[]): Document {
  const named = filters.flatMap((filter) => numbersIn(place, filter) ?? []);
  if (filters.some((filter) => numbersIn(place, filter) !== null)) {
    const rows = named.flatMap((number) => rowsAt(place, number));
    return listed(rows, piece, filters);
  }
  const { total } = place.view('products');
  const length = Math.max(0, Math.min(piece.limit, total - piece.start));
  const numbers = Array.from({ length }, (_, at) => String(productList.firstNumber + piece.start + at));
  const rows = numbers.flatMap((number) => rowsAt(place, number));
  return enveloped(
    rows.filter((row) => filters.every((filter) => holds(row, filter))),
    total,
  );
}

function numbersIn(place: Place, { name, val, multi_val = [] }: Filter): string[] | null {
  if (name === 'id__=') return [String(val)];
  if (name === 'id__in_list') return multi_val.map(String);
  if (name !== 'flat_product/product/sku__=') return null;
  const number = numberOfSku(place, String(val));
  return number === null ? [] : [number];
}

function rowsAt(place: Place, number: string): Document[] {
  const product = productAt(place, number);
  return product ? [rowOf(product)] : [];
}
