import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { type Place, refuse } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { lastFeed, productAt, productsAt } from './products.ts';

const Line = z.looseObject({ feed: z.iso.date(), sku: z.string().min(1), quantity: z.number().int().min(0) });
const Feed = z.object({ lines: z.array(Line).min(1) });
const Change = z.looseObject({
  sku: z.string().min(1),
  quantity: z.number().int().min(0),
  changed_at: z.string().optional(),
});

export function addRoutes(app: FastifyInstance, here: () => Place) {
  app.get('/status', async () => {
    const place = here();
    return { retailer: 'Voorbeeldwinkel', last_feed: lastFeed(place) || null, products: productsAt(place).length };
  });
  app.post('/feed', async ({ body }, reply) => {
    const feed = Feed.safeParse(body);
    if (!feed.success) return refuse(reply, 422, { error: `wrong feed: ${feed.error.issues[0]?.path.join('.')}` });
    const place = here();
    for (const given of feed.data.lines) {
      const line = z.record(z.string(), z.json()).parse(given);
      const product = productAt(place, given.sku);
      if (product) Object.assign(product, isOlder(product, given.updated_at) ? { feed: given.feed } : line);
      else productsAt(place).push(line);
      place.tell('feed line', given.sku, line);
    }
    return reply.code(202).send({ accepted: feed.data.lines.length });
  });
  app.post('/stock', async ({ body }, reply) => {
    const change = Change.safeParse(body);
    if (!change.success) return refuse(reply, 422, { error: `wrong stock: ${change.error.issues[0]?.path.join('.')}` });
    const place = here();
    const { sku, quantity, changed_at } = change.data;
    const product = productAt(place, sku);
    if (!product) return refuse(reply, 404, { error: `unknown product ${sku}` });
    if (!isOlder(product, changed_at)) Object.assign(product, { quantity, updated_at: changed_at ?? null });
    place.tell('stock', sku, { sku, quantity });
    return reply.code(202).send({ accepted: 1 });
  });
}

/** What changed earlier never goes over what changed later, whichever way it came. */
const isOlder = ({ updated_at }: Document, moment: unknown): boolean =>
  typeof updated_at === 'string' && typeof moment === 'string' && moment < updated_at;
