import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { World } from './world.ts';

export const clientId = 'demo-bol-client';
export const clientSecret = 'demo-bol-client-secret';

/** Documented: the answer says 299. */
const lifetimeSeconds = 299;
/** That asking for a token per request is punished is documented, from how many on is assumed. */
const tokensPerMinute = 10;

/**
 * Limits as they were reported. Those per second are not kept here: a stand-in on the same machine answers faster than any
 * network.
 */
const limits = [
  { path: '/retailer/orders', method: 'GET', most: 25 },
  { path: '/retailer/shipments', method: 'GET', most: 25 },
];

export const mediaTypes = { v10: 'application/vnd.retailer.v10+json', v11: 'application/vnd.retailer.v11+json' };
const versionOf = (path: string) => (path.startsWith('/retailer/offers') ? mediaTypes.v11 : mediaTypes.v10);

/** Problems carry the versioned media type too, and no problem+json (reported). */
export const problem = (status: number, title: string, detail: string, violations?: Record<string, string>) => ({
  ...{ type: 'https://api.bol.com/problems', title, status, detail, host: 'Instance-001' },
  ...(violations && { violations: Object.entries(violations).map(([name, reason]) => ({ name, reason })) }),
});

export const invalid = (reply: FastifyReply, violations: Record<string, string>) =>
  reply.code(400).send(problem(400, 'Error validating request.', 'Bad request', violations));

export const fieldsOf = (error: z.ZodError): Record<string, string> =>
  Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.') || 'body', message]));

export const missing = (reply: FastifyReply) =>
  reply.code(404).send({ title: 'Not Found', status: 404, detail: 'The requested item could not be found.' });

const tooMany = (reply: FastifyReply, seconds: number) =>
  reply
    .code(429)
    .header('retry-after', seconds)
    .send({
      ...{ title: 'Too Many Requests', status: 429 },
      detail: `Too many requests, retry in ${seconds} seconds.`,
    });

function isSpent(world: World, name: string, most: number, now: Date) {
  const kept = world.limits[name];
  const limit = kept && now.getTime() - kept.from < 60_000 ? kept : { from: now.getTime(), used: 0 };
  limit.used += 1;
  world.limits[name] = limit;
  const seconds = Math.max(1, Math.ceil((limit.from + 60_000 - now.getTime()) / 1000));
  return { isSpent: limit.used > most, left: Math.max(0, most - limit.used), seconds };
}

export function addTokenRoute(app: FastifyInstance, world: () => World, clock: () => Date) {
  const wanted = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  app.post('/login/token', async ({ headers, body, query }, reply) => {
    const now = clock();
    const { isSpent: punished, seconds } = isSpent(world(), 'token', tokensPerMinute, now);
    if (punished) return tooMany(reply, seconds);
    const refused = { error: 'invalid_client', error_description: 'Bad client credentials' };
    if (headers.authorization !== wanted) return reply.code(401).send(refused);
    // In the form or in the address: clients do both (reported).
    const asked = z.object({ grant_type: z.literal('client_credentials') });
    if (!asked.safeParse(body).success && !asked.safeParse(query).success)
      return reply.code(400).send({ error: 'unsupported_grant_type' });
    const access = `sandbox-jwt-${Object.keys(world().tokens).length + 1}-${now.getTime().toString(36)}`;
    world().tokens[access] = new Date(now.getTime() + lifetimeSeconds * 1000).toISOString();
    return { access_token: access, token_type: 'Bearer', expires_in: lifetimeSeconds, scope: 'RETAILER' };
  });
}

/** Who asks, in which version, and how often. */
export function guard(app: FastifyInstance, prefix: string, world: () => World, clock: () => Date) {
  app.addHook('onRequest', async (request, reply) => {
    const path = new URL(request.url, 'http://bol.example').pathname.slice(prefix.length);
    reply.type(versionOf(path)).header('x-request-id', request.id);
    const refusal = whoAsks(request, world(), clock());
    if (refusal) return reply.code(401).send(refusal);
    const { accept, 'content-type': type } = request.headers;
    const wanted = versionOf(path);
    if (accept !== wanted)
      return reply.code(406).send(problem(406, 'Not acceptable', `The Accept header must be ${wanted}.`));
    if (request.method !== 'GET' && type !== wanted)
      return reply.code(415).send(problem(415, 'Unsupported media type', `The Content-Type must be ${wanted}.`));
    const limit = limits.find((it) => it.path === path && it.method === request.method);
    if (!limit) return undefined;
    const { isSpent: punished, left, seconds } = isSpent(world(), path, limit.most, clock());
    const told = { 'x-ratelimit-limit': limit.most, 'x-ratelimit-remaining': left, 'x-ratelimit-reset': seconds };
    return punished ? tooMany(reply.headers(told), seconds) : void reply.headers(told);
  });
}

function whoAsks({ headers }: FastifyRequest, { tokens }: World, now: Date) {
  const ends = tokens[headers.authorization?.replace(/^Bearer /, '') ?? ''];
  if (ends === undefined) return { title: 'Unauthorized', status: 401, detail: 'The request is not authorized.' };
  if (ends > now.toISOString()) return null;
  return { title: 'Expired JWT', status: 401, detail: `JWT expired at ${ends}.` };
}
