import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { invalid, missing } from './answers.ts';
import { idOf } from './order-document.ts';
import type { Article, World } from './world.ts';

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  offset: z.coerce.number().int().min(0).default(0),
});
const Patch = z.strictObject({ stock: z.number().int().nullable() });
type ById = { Params: { id: string } };

export function addArticleRoutes(app: FastifyInstance, world: () => World, clock: () => Date) {
  const find = (id: string) => world().articles.find((article) => String(article.id) === id);
  app.get('/articles', async (request, reply) => {
    const query = ListQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, { limit: 'must be between 1 and 100' });
    const { offset, limit } = query.data;
    return world()
      .articles.slice(offset, offset + limit)
      .map(vendorArticle);
  });
  app.get('/articles/count', async () => ({ count: world().articles.length }));
  app.get<ById>('/articles/:id', async ({ params }, reply) => {
    const article = find(params.id);
    return article ? vendorArticle(article) : missing(reply, 'Article');
  });
  app.patch<ById>('/articles/:id', async ({ params, body }, reply) => {
    const article = find(params.id);
    if (!article) return missing(reply, 'Article');
    const wanted = Patch.safeParse(body);
    if (!wanted.success) return invalid(reply, { stock: 'must be a whole number or null' });
    article.stock = wanted.data.stock;
    const received = { at: clock().toISOString(), what: 'PATCH article', id: article.sku };
    world().received.push({ ...received, body: JSON.stringify(wanted.data) });
    return vendorArticle(article);
  });
}

function vendorArticle({ id, name, sku, cents, stock, barcode, weight }: Article) {
  return {
    id,
    uuid: idOf(String(id), 7),
    name,
    sku,
    taxable: true,
    price: { default: (cents / 100).toFixed(2), action: null, purchase: (cents / 250).toFixed(2) },
    stock,
    can_backorder: false,
    delivery_days: 3,
    extra: { invisible: { weight, barcode }, visible: {} },
    categories: [],
    lists: [],
    variants: [],
    images: [],
  };
}
