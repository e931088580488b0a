import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { Sku } from '../products.ts';
import { idOf } from './ids.ts';
import { productById, productsWhere } from './products.ts';
import { missing } from './routes.ts';
import { brands, type World } from './world.ts';

const Fields = z.object({
  name: z.string().min(1).max(100),
  ean: z.string(),
  description: z.string(),
  retail_price: z.number(),
  custom_fields: z.array(z.object({ key: z.string(), value: z.string() })),
});

const NewProduct = Fields.omit({ custom_fields: true })
  .partial()
  .extend({ type: z.literal('basic'), sku: Sku, name: Fields.shape.name, brand_id: z.string() });

export function addProductWriting(app: FastifyInstance, world: () => World, clock: () => Date) {
  const tell = (what: string, id: string, body: unknown) =>
    world().received.push({ at: clock().toISOString(), what, id, body: JSON.stringify(body) });

  /** Own fields are dropped here (reported). */
  app.post('/products', async ({ body }, reply) => {
    const asked = NewProduct.safeParse(body);
    const issue = asked.error?.issues[0];
    if (issue) return reply.code(400).send({ message: `${issue.path.join('.')} is not valid` });
    const given = NewProduct.parse(asked.data);
    if (!brands.some(({ _id }) => _id === given.brand_id)) return reply.code(400).send({ error: 'Brand not found' });
    if (productsWhere(world(), ({ sku }) => sku === given.sku).length > 0)
      return reply.code(409).send({ error: `A product with SKU ${given.sku} already exists` });
    const number = world().productCount;
    const _id = idOf('product', number);
    world().productCount += 1;
    world().products[number] = { ean: '', description: '', retail_price: 0, custom_fields: [], ...given, _id };
    world().stock[_id] = { inStock: 0, reserved: 0, updatedAt: clock().toISOString() };
    tell('POST product', given.sku, body);
    return reply.code(201).send({ _id });
  });

  app.put<{ Params: { id: string } }>('/products/:id', async ({ params, body }, reply) => {
    const found = productById(world(), params.id);
    if (!found) return missing(reply);
    const asked = Fields.partial().safeParse(body);
    if (!asked.success) return reply.code(400).send({ message: 'The product is not valid' });
    world().products[found.number] = { ...found.product, ...asked.data };
    tell('PUT product', found.product.sku, asked.data);
    return { _id: params.id };
  });
}
