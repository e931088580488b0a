import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import { textAt } from '#server/connectors/value-at.ts';
import {
  type Kept,
  type RestList,
  type RestPlace,
  type RestSandbox,
  type RestWorld,
  shown,
  viewOf,
} from './rest-sandbox.ts';
import { pieceOf, sayNext } from './turning.ts';

/** The routes of a described stand-in: the door first, then the limit, then its lists and places. */
export function addRoutes(root: FastifyInstance, it: RestSandbox, world: () => RestWorld, clock: () => Date) {
  root.register(
    async (outside) => {
      it.door.routes?.(outside, () => world().tokens, clock);
      outside.register(async (app) => {
        standGuard(app, it, world, clock);
        for (const [name, list] of Object.entries(it.lists ?? {})) addList(app, it, { name, list, world, clock });
        for (const [name, place] of Object.entries(it.places ?? {})) addPlace(app, it, { name, place, world, clock });
      });
    },
    { prefix: it.base ?? '' },
  );
}

type Guarded = Pick<RestSandbox, 'door' | 'limit' | 'error'>;
type Visits = Pick<RestWorld, 'tokens' | 'limit'>;

/** Lets nobody in without a key, and nobody too often. */
export function standGuard(app: FastifyInstance, it: Guarded, world: () => Visits, clock: () => Date) {
  app.addHook('onRequest', async (request, reply) => {
    if (!it.door.lets(request, world().tokens, clock())) return reply.code(401).send(it.error(401, 'unknown key'));
    return it.limit && countCall(it, it.limit, world(), reply, clock());
  });
}

function countCall(
  it: Guarded,
  { most, perSeconds }: NonNullable<RestSandbox['limit']>,
  world: Visits,
  reply: FastifyReply,
  now: Date,
) {
  const time = now.getTime();
  if (time - world.limit.from >= perSeconds * 1000) world.limit = { from: time, used: 0 };
  world.limit.used += 1;
  const reset = Math.ceil((world.limit.from + perSeconds * 1000 - time) / 1000);
  reply.headers({
    'x-ratelimit-limit': most,
    'x-ratelimit-remaining': Math.max(0, most - world.limit.used),
    'x-ratelimit-reset': reset,
  });
  if (world.limit.used > most) return reply.code(429).send(it.error(429, 'too many requests'));
  return undefined;
}

type Here = { world(): RestWorld; clock(): Date; name: string };
type ByNumber = { Params: { number: string } };
const Asked = z.record(z.string(), z.string()).catch({});
const addressOf = ({ protocol, host, url }: FastifyRequest) => new URL(url, `${protocol}://${host}`);
const wrapped = (under: string | undefined, body: Json): Json => (under ? { [under]: body } : body);

function addList(app: FastifyInstance, it: RestSandbox, { name, list, world, clock }: Here & { list: RestList }) {
  app.get(list.path, async (request, reply) => {
    const asked = Asked.parse(request.query);
    const piece = pieceOf(list.turning, asked);
    const since = (list.since && asked[list.since]) || null;
    if (!piece || (since && Number.isNaN(Date.parse(since))))
      return reply.code(400).send(it.error(400, 'wrong question'));
    const view = viewOf(world(), name, list, clock());
    const moment = since && new Date(since).toISOString();
    const body = wrapped(list.under, view.slice(moment, piece.from, piece.to));
    const more = view.count(moment) > piece.to;
    const said = sayNext(list.turning, piece, addressOf(request), more, body);
    return reply.headers(said.headers).send(said.body);
  });
  app.get<ByNumber>(`${list.path}/:number`, async ({ params }, reply) => {
    const found = viewOf(world(), name, list, clock()).byNumber(params.number);
    return found ?? reply.code(404).send(it.error(404, 'not found'));
  });
}

function addPlace(app: FastifyInstance, it: RestSandbox, { name, place, world, clock }: Here & { place: RestPlace }) {
  const kept = () => {
    const { places } = world();
    places[name] ??= [];
    return places[name];
  };
  const tell = (what: string, { id, document }: Kept) =>
    world().received.push({ at: clock().toISOString(), what, id: String(id), body: document });
  const bodyOf = (body: unknown) => z.record(z.string(), z.json()).safeParse(place.body.safeParse(body).data);
  const refuse = (reply: FastifyReply) => reply.code(422).send(it.error(422, `this is no ${place.what}`));

  app.post(place.path, async ({ body }, reply) => {
    const document = bodyOf(body);
    if (!document.success) return refuse(reply);
    const made = { id: place.id(kept().length), at: clock().toISOString(), document: document.data };
    kept().push(made);
    tell(place.what, made);
    return reply.code(201).send(shown(made));
  });
  app.put<ByNumber>(`${place.path}/:number`, async ({ params, body }, reply) => {
    const document = bodyOf(body);
    const found = kept().find(({ id }) => String(id) === params.number);
    if (!found) return reply.code(404).send(it.error(404, 'not found'));
    if (!document.success) return refuse(reply);
    found.document = document.data;
    tell(place.what, found);
    return shown(found);
  });
  app.get<ByNumber>(`${place.path}/:number`, async ({ params }, reply) => {
    const found = kept().find(({ id }) => String(id) === params.number);
    return found ? shown(found) : reply.code(404).send(it.error(404, 'not found'));
  });
  app.get(place.path, async ({ query }) => {
    const { param, field } = place.findBy ?? { param: '', field: '' };
    const wanted = Asked.parse(query)[param];
    const found = kept().filter(({ document }) => wanted === undefined || textAt(document, field) === wanted);
    return wrapped(place.under, found.map(shown));
  });
}
