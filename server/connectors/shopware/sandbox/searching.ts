import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Json } from '#server/connectors/connector.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { Criteria, type Filter, fits, sinceIn, withAssociations } from './criteria.ts';
import { fault, faults } from './errors.ts';
import { orderList } from './order-document.ts';
import { channels, taxes } from './orders.ts';
import { numberIn, productById, productList, productsWith } from './world.ts';

type Found = { count: number; slice(from: number, to: number): Document[] };
const found = (all: Document[]): Found => ({ count: all.length, slice: (from, to) => all.slice(from, to) });

const present = (it: Document | null): Document[] => (it ? [it] : []);

/**
 * Those of a long list that fit, in the order in which they were made. With a moment what nobody touched since it was made fits
 * by that alone, so that a long list is not made whole for every page.
 */
function inOrder(place: Place, name: 'orders' | 'products', since: string | null, filters: Filter[]): Found {
  const view = place.view(name);
  const { firstNumber } = name === 'orders' ? orderList : productList;
  const nths: number[] = [];
  view.select(since, (nth, changed) => {
    const isIn = since === null || !changed || filters.every((filter) => fits(changed, filter));
    return isIn && nths.push(nth) > 0;
  });
  nths.sort((a, b) => a - b);
  const documents = (some: number[]) => some.flatMap((nth) => present(view.byNumber(String(firstNumber + nth))));
  if (since !== null || filters.length === 0)
    return { count: nths.length, slice: (from, to) => documents(nths.slice(from, to)) };
  return found(documents(nths).filter((it) => filters.every((filter) => fits(it, filter))));
}

const firstIs = (filters: Filter[], field: string) => {
  const [first] = filters;
  return first && first.type !== 'multi' && first.type !== 'range' && first.field === field
    ? [first.value].flat()
    : null;
};

function ordersFor(place: Place, { ids, filter }: Criteria): Found {
  const numbers = ids?.map((id) => String(numberIn('order', id))) ?? firstIs(filter, 'orderNumber')?.map(String);
  if (numbers) return found(numbers.flatMap((number) => present(place.view('orders').byNumber(number))));
  const since = sinceIn(filter);
  return inOrder(place, 'orders', since, filter);
}

function productsFor(place: Place, { ids, filter }: Criteria): Found {
  if (ids) return found(ids.flatMap((id) => present(productById(place, id))));
  const numbers = firstIs(filter, 'productNumber')?.map(String);
  if (numbers) return found(productsWith(place, numbers));
  const made = place.kept('products').filter((it) => filter.every((one) => fits(it, one)));
  const seeded = inOrder(place, 'products', null, filter);
  const slice = (from: number, to: number) => [
    ...seeded.slice(from, to),
    ...made.slice(Math.max(0, from - seeded.count), Math.max(0, to - seeded.count)),
  ];
  return { count: seeded.count + made.length, slice };
}

const entities: Record<string, (place: Place, criteria: Criteria) => Found> = {
  order: ordersFor,
  product: productsFor,
  tax: () => found(taxes),
  'sales-channel': () => found(channels),
};

export function addSearchRoutes(app: FastifyInstance, here: () => Place) {
  app.post<{ Params: { entity: string } }>('/api/search/:entity', async (request, reply) => {
    const { entity } = request.params;
    const search = Object.hasOwn(entities, entity) ? entities[entity] : undefined;
    if (!search)
      return reply.code(404).send(faults(fault(404, 'FRAMEWORK__DEFINITION_NOT_FOUND', `No entity ${entity}`)));
    const criteria = Criteria.safeParse(request.body ?? {});
    if (!criteria.success)
      return reply.code(400).send(faults(fault(400, 'FRAMEWORK__INVALID_FILTER_QUERY', 'The search cannot be read')));
    return answer(request, reply, { entity, place: here(), criteria: criteria.data, search });
  });
}

type Asked = { entity: string; place: Place; criteria: Criteria; search(place: Place, criteria: Criteria): Found };

function answer(request: FastifyRequest, reply: FastifyReply, { entity, place, criteria, search }: Asked) {
  const most = Number(place.world.rules.maxLimit);
  const { page, limit = most, ids, associations, includes } = criteria;
  if (!ids && limit > most) {
    const detail = `The limit must be lower than or equal to MAX_LIMIT(=${most}). Given: ${limit}`;
    return reply.code(400).send(faults(fault(400, 'FRAMEWORK__QUERY_LIMIT_EXCEEDED', detail)));
  }
  const all = search(place, criteria);
  const rows = all.slice((page - 1) * limit, page * limit).map((it) => {
    const whole = { ...withAssociations(it, associations), apiAlias: entity };
    const only = includes[entity];
    return only ? pick(whole, [...only, 'apiAlias']) : whole;
  });
  const mode = criteria['total-count-mode'];
  const ahead = Math.min(all.count, (page - 1) * limit + limit * 6 + 1);
  const total = mode === 1 ? all.count : mode === 2 ? ahead : rows.length;
  return send(request, reply, { total, data: rows, aggregations: [] }, entity);
}

const pick = (document: Document, names: string[]): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => names.includes(name)));

type Body = { total: number; data: Document[]; aggregations: Json[] };

/** Whoever does not ask for plain JSON gets JSON:API (documented). */
function send({ headers }: FastifyRequest, reply: FastifyReply, body: Body, type: string) {
  if (headers.accept?.includes('application/json')) return reply.send(body);
  const data = body.data.map(({ id = null, ...attributes }) => ({ id, type, attributes, relationships: {} }));
  return reply
    .type('application/vnd.api+json')
    .send(JSON.stringify({ data, included: [], meta: { total: body.total } }));
}
