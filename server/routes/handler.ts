import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import type { Route } from '#flows/api/route.ts';
import type { Session } from '#flows/api/session.ts';
import type { Api, RouteName } from '#flows/api.ts';

type Part<R, Name extends keyof Route> =
  R extends Record<Name, infer Schema extends z.ZodType> ? z.output<Schema> : undefined;

/** A checked request: its parts as the route's schemas gave them, and who asks. */
export type Call<N extends RouteName> = {
  params: Part<Api[N], 'params'>;
  query: Part<Api[N], 'query'>;
  body: Part<Api[N], 'body'>;
  /** The caller's session; only public routes may be called without one. */
  who: Api[N]['access'] extends 'public' ? Session | null : Session;
  request: FastifyRequest;
  reply: FastifyReply;
};

/** What a route does: gives the answer, which is checked against the route's schema, or throws a Refusal. */
type Handler<N extends RouteName> = (call: Call<N>) => Promise<z.input<Api[N]['response']>>;
export type Handlers<Names extends RouteName> = { [N in Names]: Handler<N> };
