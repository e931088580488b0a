import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { localText } from '../local-time.ts';
import { invalid, missing } from './answers.ts';
import { ArticleBody, change, newArticle, wrongIn } from './article-changes.ts';
import { vendorArticle } from './article-document.ts';
import type { Article, World } from './world.ts';

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  offset: z.coerce.number().int().min(0).default(0),
  changed_start_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
    .optional(),
});
type ById = { Params: { id: string } };

export function addArticleRoutes(app: FastifyInstance, world: () => World, clock: () => Date) {
  const find = (id: string) => world().articles.find((article) => String(article.id) === id);
  app.get('/articles', async (request, reply) => {
    const query = ListQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, { limit: 'must be between 1 and 100' });
    const { offset, limit, changed_start_date: since } = query.data;
    const found = since ? world().articles.filter((it) => changedAt(it) >= since) : world().articles;
    return found.slice(offset, offset + limit).map((it) => vendorArticle(world(), it));
  });
  app.get('/articles/count', async () => ({ count: world().articles.length }));
  app.get<ById>('/articles/:id', async ({ params }, reply) => {
    const article = find(params.id);
    return article ? vendorArticle(world(), article) : missing(reply, 'Article');
  });
  addWrites(app, world, clock, find);
}

const changedAt = ({ changed }: Article): string => (changed ? localText(new Date(changed)) : '');

function addWrites(
  app: FastifyInstance,
  world: () => World,
  clock: () => Date,
  find: (id: string) => Article | undefined,
) {
  const receive = (what: string, id: string, body: unknown) =>
    world().received.push({ at: clock().toISOString(), what, id, body: JSON.stringify(body) });
  app.post('/articles', async ({ body }, reply) => {
    const wanted = ArticleBody.required({ name: true, categories: true }).safeParse(body);
    if (!wanted.success) return invalid(reply, wrongIn(wanted.error));
    const article = newArticle(world());
    change(world(), article, wanted.data, clock());
    world().articles.push(article);
    receive('POST article', article.sku, wanted.data);
    return vendorArticle(world(), article);
  });
  app.patch<ById>('/articles/:id', async ({ params, body }, reply) => {
    const article = find(params.id);
    if (!article) return missing(reply, 'Article');
    const wanted = ArticleBody.safeParse(body);
    if (!wanted.success) return invalid(reply, wrongIn(wanted.error));
    change(world(), article, wanted.data, clock());
    receive('PATCH article', article.sku, wanted.data);
    return vendorArticle(world(), article);
  });
  app.delete<ById>('/articles/:id', async ({ params }, reply) => {
    const article = find(params.id);
    if (!article) return missing(reply, 'Article');
    world().articles.splice(world().articles.indexOf(article), 1);
    return reply.send('""');
  });
}
