import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Json } from '#server/connectors/connector.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { askedOf, fieldsOf, type Place, pageAsked, refuse } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { marketplaces, numberOf, shownOrder, statusOf } from './orders.ts';

export const companyId = '1042';

type ByOrder = { Params: { identifier: string } };
const notFound = { message: 'Not Found' };
const invalid = (errors: Record<string, string>) => ({
  message: 'The given data was invalid.',
  errors: Object.fromEntries(Object.entries(errors).map(([name, text]) => [name, [text]])),
});
const data = (it: Json) => ({ data: it });

export function addRoutes(app: FastifyInstance, here: () => Place) {
  // A token of another company is known and still may not do this.
  app.addHook('onRequest', async ({ headers }, reply) =>
    headers['x-company-id'] === companyId ? undefined : refuse(reply, 403, { message: 'This action is unauthorized.' }),
  );
  app.get('/marketplace', async () => data(marketplaces));
  app.get('/language', async () => data(['nl', 'en', 'de', 'fr'].map((code) => ({ code }))));
  addOrderRoutes(app, here);
  addShipmentRoutes(app, here);
}

/** The statuses that `status[]=open` or `status[0]=open&status[1]=...` ask for. */
const statusesIn = (asked: Record<string, string>) =>
  Object.entries(asked).flatMap(([name, value]) => (/^status\[\d*\]$/.test(name) ? [value] : []));

/** A page of a list with Laravel's links and counts. */
export function paged(asked: Record<string, string>, count: number, slice: (from: number, to: number) => Document[]) {
  const { page, size, from, to } = pageAsked(asked, { page: 'page', size: 'per_page', first: 1, usual: 15, most: 100 });
  const last = Math.max(1, Math.ceil(count / size));
  return {
    data: slice(from, to),
    links: {
      first: '?page=1',
      last: `?page=${last}`,
      prev: page > 1 ? `?page=${page - 1}` : null,
      next: page < last ? `?page=${page + 1}` : null,
    },
    meta: { current_page: page, last_page: last, per_page: size, total: count },
  };
}

/** Newest first where the sort says `-updated_at`, else oldest first. */
export function sorted(asked: Record<string, string>, count: number, slice: (from: number, to: number) => Document[]) {
  if (asked['sort[0]'] !== '-updated_at') return slice;
  return (from: number, to: number) => slice(Math.max(0, count - to), Math.max(0, count - from)).reverse();
}

function addOrderRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/order', async ({ query }) => {
    const place = here();
    const asked = askedOf(query);
    const statuses = statusesIn(asked);
    const since = asked['updated_at[gte]'] ? new Date(asked['updated_at[gte]']).toISOString() : null;
    const found = ordersAsked(place, statuses, since);
    const slice = sorted(asked, found.count, found.slice);
    return paged(asked, found.count, (from, to) => slice(from, to).map((order) => shownOrder(place, order)));
  });
  app.get<ByOrder>('/order/:identifier', async ({ params }, reply) => {
    const order = orderOf(here(), params.identifier);
    return order ? data(shownOrder(here(), order)) : refuse(reply, 404, notFound);
  });
  app.put<ByOrder>('/order/:identifier/accept', async ({ params }, reply) => {
    const place = here();
    const order = orderOf(place, params.identifier);
    if (!order) return refuse(reply, 404, notFound);
    if (order.status !== 'open' && order.status !== 'accepted')
      return refuse(reply, 422, { message: 'The order cannot be accepted.' });
    if (order.status === 'open') {
      place.view('orders').change(numberOf(params.identifier), { status: 'accepted' }, place.now);
      place.tell('acceptance', params.identifier, { order: params.identifier });
    }
    return data(shownOrder(place, orderOf(place, params.identifier) ?? order));
  });
}

const everyStatus = ['open', 'accepted', 'shipped', 'cancelled'];

function ordersAsked(place: Place, statuses: string[], since: string | null) {
  const view = place.view('orders');
  const hidden = lateFrom(place);
  const all = statuses.length === 0 || everyStatus.every((status) => statuses.includes(status));
  // A long list is not gone through where nothing is left out.
  if (all && hidden >= view.total)
    return { count: view.count(since), slice: (from: number, to: number) => view.slice(since, from, to) };
  return view.select(since, (at, changed) => {
    return at < hidden && (all || statuses.includes(String(changed?.status ?? statusOf(at))));
  });
}

/** ProductFlow asks the shops every 15 minutes (reported): with the rule on, the newest orders are not there yet. */
function lateFrom(place: Place): number {
  const minutes = Number(place.world.rules.lagMinutes ?? 0);
  const many = place.world.lists.orders;
  if (!many || minutes === 0) return Number.MAX_SAFE_INTEGER;
  const shown = many.added.filter((at) => Date.parse(at) <= place.now.getTime() - minutes * 60_000);
  return many.size + shown.length;
}

export const orderOf = (place: Place, identifier: string) => place.view('orders').byNumber(numberOf(identifier));

function addShipmentRoutes(app: FastifyInstance, here: () => Place) {
  for (const [path, kind] of [
    ['shipment', 'shipments'],
    ['cancel', 'cancellations'],
    ['note', 'notes'],
  ] as const) {
    app.get<ByOrder>(`/order/:identifier/${path}`, async ({ params }, reply) => {
      const place = here();
      if (!orderOf(place, params.identifier)) return refuse(reply, 404, notFound);
      return data(place.kept(kind).filter(({ order }) => order === params.identifier));
    });
  }
  app.post<ByOrder>('/order/:identifier/shipment', async ({ params, body }, reply) =>
    ship(here(), params.identifier, fieldsOf(body), reply),
  );
  app.post<ByOrder>('/order/:identifier/cancel', async ({ params }, reply) => {
    const place = here();
    const order = orderOf(place, params.identifier);
    if (!order) return refuse(reply, 404, notFound);
    if (order.status === 'shipped') return refuse(reply, 422, { message: 'The order has been shipped already.' });
    return reply.code(201).send(data(cancel(place, params.identifier)));
  });
}

export function cancel(place: Place, identifier: string): Document {
  const cancellation = { id: place.kept('cancellations').length + 1, order: identifier };
  place.kept('cancellations').push(cancellation);
  place.view('orders').change(numberOf(identifier), { status: 'cancelled' }, place.now);
  place.tell('cancellation', identifier, cancellation);
  return cancellation;
}

/** The names of carriers that this customer has made, exactly as the manual of a partner lists them (reported). */
const carriers = 'dhlparcel dhlpaket postnl dpd ups gls correos es mrw atpost cttexpress other'.split(' ');

function ship(place: Place, identifier: string, given: Document, reply: FastifyReply) {
  const order = orderOf(place, identifier);
  if (!order) return refuse(reply, 404, notFound);
  for (const name of ['identifier', 'method'])
    if (!given[name]) return refuse(reply, 422, invalid({ [name]: `The ${name} field is required.` }));
  if (place.world.rules.strictCarriers !== false && !carriers.includes(String(given.method)))
    return refuse(reply, 422, invalid({ method: 'The selected method is invalid.' }));
  if (order.status === 'open') return refuse(reply, 422, { message: 'The order must be accepted first.' });
  if (order.status === 'cancelled') return refuse(reply, 422, { message: 'The order has been cancelled.' });
  const shipment = { id: 9001 + place.kept('shipments').length, order: identifier, ...given };
  place.kept('shipments').push(shipment);
  place.view('orders').change(numberOf(identifier), { status: 'shipped' }, place.now);
  place.tell('shipment', shipment.id, shipment);
  return reply.code(201).send(data(shipment));
}
