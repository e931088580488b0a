import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { invalid, missing } from './answers.ts';
import { imageOf, nextId, wrongIn } from './article-changes.ts';
import type { World } from './world.ts';

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  offset: z.coerce.number().int().min(0).default(0),
});
const Category = z.looseObject({ title: z.string().min(1), hidden: z.boolean().optional() });
const Options = z.array(z.object({ name: z.string().min(1), price: z.string().default('0.00') }));
const Image = z.object({ filename: z.string().min(1), content: z.base64(), position: z.number().int().optional() });
type ById = { Params: { id: string } };

/** Categories, the shop's lists of choices, and images by their content. */
export function addCatalogueRoutes(app: FastifyInstance, world: () => World, clock: () => Date) {
  const receive = (what: string, id: string, body: unknown) =>
    world().received.push({ at: clock().toISOString(), what, id, body: JSON.stringify(body) });
  app.get('/categories', async (request, reply) => {
    const query = ListQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, wrongIn(query.error));
    const { offset, limit } = query.data;
    return world().categories.slice(offset, offset + limit);
  });
  app.post('/categories', async ({ body }, reply) => {
    const wanted = Category.safeParse(body);
    if (!wanted.success) return invalid(reply, wrongIn(wanted.error));
    const category = { id: nextId(world()), title: wanted.data.title };
    world().categories.push(category);
    receive('POST category', category.title, wanted.data);
    return category;
  });
  app.get<ById>('/articlelists/:id', async ({ params }, reply) => listOf(world(), params.id) ?? missing(reply, 'List'));
  app.post<ById>('/articlelistoptions/:id', async ({ params, body }, reply) => {
    const list = listOf(world(), params.id);
    if (!list) return missing(reply, 'List');
    const wanted = Options.safeParse(body);
    if (!wanted.success) return invalid(reply, wrongIn(wanted.error));
    list.options.push(...wanted.data.map((option) => ({ id: nextId(world()), ...option })));
    receive('POST list options', list.name, wanted.data);
    return list;
  });
  app.post<ById>('/articles/uploadImage/:id', async ({ params, body }, reply) => {
    const article = world().articles.find((it) => String(it.id) === params.id);
    if (!article) return missing(reply, 'Article');
    const wanted = Image.safeParse(body);
    if (!wanted.success) return invalid(reply, wrongIn(wanted.error));
    const { filename, content, position = article.images.length + 1 } = wanted.data;
    article.images.push(imageOf(world(), filename, position));
    receive('POST image', article.sku, { filename, bytes: Buffer.from(content, 'base64').length });
    return JSON.stringify('success');
  });
}

const listOf = ({ lists }: World, id: string) => lists.find((list) => String(list.id) === id);
