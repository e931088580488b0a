import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { blank, fault, faults } from './errors.ts';
import { taxes } from './orders.ts';
import { changeProduct, productById, productsWith } from './world.ts';

const Id = z.string().regex(/^[0-9a-f]{32}$/);
const Row = z
  .looseObject({
    id: Id,
    stock: z.number().int().optional(),
    ean: z.string().max(255).optional(),
    productNumber: z.string().optional(),
  })
  .catchall(z.json());
const Operation = z.object({ entity: z.literal('product'), action: z.literal('upsert'), payload: z.array(z.json()) });
const Body = z.union([z.array(Operation), z.record(z.string(), Operation)]);

const required = ['taxId', 'price', 'productNumber', 'stock', 'name'];

/** What is wrong with one product of a call; `at` is where it stands in what was sent. */
function faultsOf(place: Place, given: Json, at: string, others: Set<string>): Json[] {
  const row = Row.safeParse(given);
  if (!row.success)
    return row.error.issues.map(({ path }) =>
      fault(400, blank, 'This value is of the wrong type.', `${at}/${path.join('/')}`),
    );
  const { id, productNumber, taxId } = row.data;
  const isNew = productById(place, id) === null;
  const missing = isNew ? required.filter((name) => row.data[name] == null) : [];
  const taken =
    productNumber !== undefined &&
    (others.has(productNumber) || productsWith(place, [productNumber]).some((it) => it.id !== id));
  if (productNumber !== undefined) others.add(productNumber);
  const unknownTax = taxId !== undefined && !taxes.some((tax) => tax.id === taxId);
  return [
    ...missing.map((name) => fault(400, blank, 'This value should not be blank.', `${at}/${name}`)),
    ...(unknownTax ? [fault(400, 'FRAMEWORK__FOREIGN_KEY_CONSTRAINT', 'Unknown tax', `${at}/taxId`)] : []),
    ...(taken
      ? [
          fault(
            400,
            'CONTENT__DUPLICATE_PRODUCT_NUMBER',
            `Product with number "${productNumber}" already exists.`,
            `${at}/productNumber`,
          ),
        ]
      : []),
  ];
}

/** What is told is the product as it stands afterwards: the same once more is no other effect. */
function upsert(place: Place, row: Document) {
  const there = productById(place, String(row.id));
  if (there) changeProduct(place, there, row);
  else place.kept('products').push({ ...row, createdAt: place.now.toISOString(), updatedAt: null });
  const { createdAt: _, updatedAt: _at, ...product } = productById(place, String(row.id)) ?? row;
  place.tell('product', String(row.id), product);
}

/** All of a call or nothing of it: one faulty record fails the others too (documented). */
export function addSyncRoute(app: FastifyInstance, here: () => Place) {
  app.post('/api/_action/sync', async ({ body }, reply) => {
    const place = here();
    const asked = Body.safeParse(body);
    if (!asked.success)
      return reply.code(400).send(faults(fault(400, 'FRAMEWORK__INVALID_SYNC_OPERATION', 'Unknown entity or action')));
    const numbers = new Set<string>();
    const operations = Object.entries(asked.data);
    const wrong = operations.flatMap(([key, { payload }]) =>
      payload.flatMap((row, nth) => faultsOf(place, row, `/${key}/${nth}`, numbers)),
    );
    if (wrong.length > 0) return reply.code(400).send(faults(...wrong));
    const rows = operations.flatMap(([, { payload }]) => payload.map((row) => Row.parse(row)));
    for (const row of rows) upsert(place, row);
    return { extensions: [], data: { product: rows.map(({ id }) => id) }, notFound: [], deleted: [] };
  });
}
