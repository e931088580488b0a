import type { FastifyInstance } from 'fastify';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { askedOf, fieldsOf, type Place, refuse } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { centsOf, eanOf, skuOf, titleOf } from './orders.ts';
import { paged, sorted } from './routes.ts';

export const productList = {
  firstNumber: 1,
  make: (place: number, _number: string, at: string): Document => ({
    ...{ id: 300 + place, sku: skuOf(place), ean: eanOf(place), title: titleOf(place), brand: 'Huisgoed' },
    ...{ description: `${titleOf(place)}, met de hand gemaakt`, created_at: at, updated_at: at },
  }),
};

type BySku = { Params: { sku: string } };
const notFound = { message: 'Not Found' };

/** The number in the list of a product; a product that was sent here has its own line in the index. */
function numberOfSku(place: Place, sku: string): string | null {
  const seeded = /^SKU-(\d{3,})$/.exec(sku)?.[1];
  const number = place.world.index[`product ${sku}`] ?? (seeded && String(Number(seeded)));
  if (number === undefined || place.view('products').byNumber(number)?.sku !== sku) return null;
  return number;
}

const productOf = (place: Place, sku: string) => {
  const number = numberOfSku(place, sku);
  return number === null ? null : place.view('products').byNumber(number);
};

/** Which characters are refused is reported nowhere; these are the ones that no shop would miss. */
const refused = /[<>"\\;|]/;

export function addProductRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/product', async ({ query }) => {
    const place = here();
    const asked = askedOf(query);
    const since = asked['updated_at[gte]'] ? new Date(asked['updated_at[gte]']).toISOString() : null;
    const view = place.view('products');
    const count = view.count(since);
    return paged(
      asked,
      count,
      sorted(asked, count, (from, to) => view.slice(since, from, to)),
    );
  });
  app.get<BySku>('/product/:sku', async ({ params }, reply) => {
    const product = productOf(here(), params.sku);
    return product ? { data: product } : refuse(reply, 404, notFound);
  });
  app.post<BySku>('/product/:sku', async ({ params: { sku }, body }, reply) => {
    const place = here();
    if (refused.test(sku))
      return refuse(reply, 422, {
        message: 'The given data was invalid.',
        errors: { sku: ['The sku contains invalid characters.'] },
      });
    const changed = putProduct(place, sku, fieldsOf(body));
    place.tell('product', sku, { sku, ...fieldsOf(body) });
    return { data: changed };
  });
  addOfferRoutes(app, here);
}

export function putProduct(place: Place, sku: string, fields: Document): Document {
  const view = place.view('products');
  const known = numberOfSku(place, sku);
  const number = known ?? view.add(place.now);
  if (known === null) place.world.index[`product ${sku}`] = number;
  view.change(
    number,
    {
      ...(known === null && { ean: null, brand: null, description: null }),
      sku,
      ...fields,
      updated_at: place.now.toISOString(),
    },
    place.now,
  );
  return view.byNumber(number) ?? {};
}

function addOfferRoutes(app: FastifyInstance, here: () => Place) {
  app.get<BySku>('/product/:sku/offer', async ({ params }, reply) => {
    const place = here();
    if (!productOf(place, params.sku)) return refuse(reply, 404, notFound);
    return { data: offerOf(place, params.sku) };
  });
  app.post<BySku>('/product/:sku/offer', async ({ params: { sku }, body }, reply) => {
    const place = here();
    if (!productOf(place, sku)) return refuse(reply, 404, notFound);
    const offers = place.kept('offers');
    const offer = { ...offerOf(place, sku), ...fieldsOf(body), sku };
    const at = offers.findIndex((it) => it.sku === sku);
    offers.splice(at === -1 ? offers.length : at, 1, offer);
    place.tell('offer', sku, offer);
    return { data: offer };
  });
}

export function offerOf(place: Place, sku: string): Document {
  const seeded = /^SKU-(\d{3,})$/.exec(sku)?.[1];
  const price = seeded ? centsOf(Number(seeded) - 1) / 100 : 0;
  const sent = place.kept('offers').find((it) => it.sku === sku);
  return sent ?? { sku, qty_available: 0, 'prices[EUR][sell_price]': price };
}
