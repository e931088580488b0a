import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Role, roles } from '#flows/api/route.ts';
import type { Session } from '#flows/api/session.ts';
import { cookieName, findSession } from '#server/access/sessions.ts';
import type { Services } from '#server/services.ts';
import { notAllowed, Refusal } from './refusal.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; a route that says nothing is closed to all. */
    access?: 'public' | Role;
  }
  interface FastifyRequest {
    session: Session | null;
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Checks every request on the matched route, never on the text of its path: where it comes from, who asks, which role. */
export function guardRoutes(app: FastifyInstance, services: Pick<Services, 'db' | 'now'>, secureCookies: boolean) {
  app.decorateRequest('session', null);
  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    refuseForeign(request);
    const { access } = request.routeOptions.config;
    if (access === undefined) throw notAllowed();
    const token = request.cookies[cookieName(secureCookies)];
    request.session = token ? await findSession(services.db, token, services.now()) : null;
    if (access === 'public') return;
    if (!request.session) throw new Refusal(401, 'not-signed-in');
    if (roles.indexOf(request.session.role) < roles.indexOf(access)) throw notAllowed();
  });
}

/** A page of another site may not change anything with a visitor's cookie. */
function refuseForeign(request: FastifyRequest) {
  if (safeMethods.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw notAllowed();
    return;
  }
  const { origin, host } = request.headers;
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) throw notAllowed();
}
