import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

export const client = { id: 'demo-books-app', secret: 'demo-books-app-secret' };
/** Stands for the authorization by a person, so it stays good; those that renewals answer are good for one use. */
export const firstRefreshToken = 'demo-books-refresh-token';
export const companyId = '7d2f0c9a-0000-4000-8000-000000000001';

const Grant = z.object({
  grant_type: z.literal('refresh_token'),
  refresh_token: z.string(),
  client_id: z.literal(client.id),
  client_secret: z.literal(client.secret),
});
const lifetimeSeconds = 3600;

export function addTokenRoute(app: FastifyInstance, world: () => World, clock: () => Date) {
  app.post('/token', async ({ body }, reply) => {
    const grant = Grant.safeParse(body);
    if (!grant.success) return reply.code(400).send({ error: 'invalid_client' });
    const { access } = world();
    const given = grant.data.refresh_token;
    const good = given === firstRefreshToken || access.refresh.includes(given);
    if (!good) return reply.code(400).send({ error: 'invalid_grant' });
    access.issued += 1;
    const token = `demo-books-access-${access.issued}`;
    const refresh = `demo-books-refresh-${access.issued}`;
    const expiresAt = new Date(clock().getTime() + lifetimeSeconds * 1000).toISOString();
    access.refresh = [...access.refresh.filter((it) => it !== given), refresh].slice(-100);
    const alive = access.tokens.filter((it) => it.expiresAt > clock().toISOString());
    access.tokens = [...alive, { token, expiresAt }].slice(-100);
    const scope = 'readaccountviewdata updateaccountviewdata';
    return {
      access_token: token,
      refresh_token: refresh,
      token_type: 'bearer',
      expires_in: lifetimeSeconds,
      scope,
    };
  });
}

/** Every other route asks for a living token, and all but the list of companies for the id of one. */
export function guard(app: FastifyInstance, world: () => World, clock: () => Date) {
  app.addHook('onRequest', async ({ headers, routeOptions }, reply) => {
    const { tokens } = world().access;
    const token = headers.authorization?.replace(/^Bearer /, '');
    const alive = tokens.some((it) => it.token === token && it.expiresAt > clock().toISOString());
    if (!alive) {
      return reply.code(401).send({ Message: 'Authorization has been denied for this request.' });
    }
    if (routeOptions.url?.endsWith('/companies')) return;
    if (headers['x-company'] !== companyId) throw new Refusal('De administratie is niet gevonden.');
  });
}
