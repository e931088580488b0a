import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import type { Route } from '#flows/api/route.ts';
import { api, type RouteName } from '#flows/api.ts';
import type { AtOnce } from '#server/jobs/at-once.ts';
import type { Services } from '#server/services.ts';
import { connectionHandlers } from './connections.ts';
import { connectorHandlers } from './connectors.ts';
import { checkFields } from './field-roles.ts';
import { fileHandlers } from './files.ts';
import { flowTestHandlers } from './flow-tests.ts';
import { flowHandlers } from './flows.ts';
import type { Handlers } from './handler.ts';
import { inboxHandlers } from './inboxes.ts';
import { mappingHandlers } from './mappings.ts';
import { replayHandlers } from './replays.ts';
import { runHandlers } from './runs.ts';
import { sandboxHandlers } from './sandboxes.ts';
import { sessionHandlers } from './session.ts';
import { shadowHandlers } from './shadows.ts';
import { timeZoneHandlers } from './time-zone.ts';
import { valueTableHandlers } from './value-tables.ts';

/** Sign-in is tried by strangers: it is counted per address. */
const fewPerMinute = new Set<RouteName>(['signIn', 'signUpFirst', 'signInDemo']);

/** Registers every route of flows/api.ts with its handler; one that is missing does not compile. */
export function addRoutes(app: FastifyInstance, services: Services, atOnce: AtOnce) {
  const handlers: Handlers<RouteName> = {
    health: async () => {
      await services.db.execute(sql`select 1`);
      return { status: 'ok' };
    },
    ...sessionHandlers(services),
    ...connectorHandlers(services),
    ...connectionHandlers(services),
    ...flowHandlers(services),
    ...runHandlers(services),
    ...replayHandlers(services),
    ...flowTestHandlers(services),
    ...shadowHandlers(services),
    ...mappingHandlers(services),
    ...sandboxHandlers(services),
    ...fileHandlers(services),
    ...timeZoneHandlers(services),
    ...inboxHandlers(services, atOnce),
    ...valueTableHandlers(services),
  };
  for (const name of routeNames) addRoute(app, name, handlers[name]);
}

const routeNames = Object.keys(api).filter((name): name is RouteName => name in api);

function addRoute(app: FastifyInstance, name: RouteName, handler: (call: never) => Promise<unknown>) {
  const { method, path, access, summary, params, query, body, fields, response }: Route = api[name];
  app.route({
    method,
    url: path,
    config: { access, ...(fewPerMinute.has(name) && { rateLimit: { max: 20, timeWindow: '1 minute' } }) },
    schema: {
      summary,
      operationId: name,
      tags: [path.split('/')[2] ?? ''],
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      response: { 200: response },
    },
    // A script that has nothing to say sends no body at all.
    ...(body && {
      preValidation: async (request) => {
        request.body ??= {};
      },
    }),
    handler: (request, reply) => {
      const { params, query, body, session } = request;
      checkFields(fields, body, session);
      // Fastify has checked each part against the very schema that the handler's type comes from.
      return handler({ params, query, body, who: session, request, reply } as never);
    },
  });
}
