import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';

/** Tokens handed out, with the moment each ends; a part of the world. */
export type Tokens = Record<string, string>;

/** How a sandbox knows who asks: the other half of the connector kit's auth. */
export type Door = {
  /** The settings of a connection that may come in. */
  settings: Record<string, string>;
  lets(request: FastifyRequest, tokens: Tokens, now: Date): boolean;
  /** Routes in front of the door, for instance the token address. */
  routes?(app: FastifyInstance, tokens: () => Tokens, clock: () => Date): void;
};

/** Everybody may come in. */
export const openDoor: Door = { settings: {}, lets: () => true };

/** Whoever sends these very headers; `settings` are what the connection makes them from. */
export const headerDoor = (headers: Record<string, string>, settings: Record<string, string>): Door => ({
  settings,
  lets: ({ headers: given }) => Object.entries(headers).every(([name, value]) => given[name.toLowerCase()] === value),
});

export const bearerDoor = (key: string, settings: Record<string, string>) =>
  headerDoor({ authorization: `Bearer ${key}` }, settings);

export const basicDoor = (user: string, password: string, settings: Record<string, string>) =>
  headerDoor({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }, settings);

/** Keys in the address. */
export const queryDoor = (keys: Record<string, string>, settings: Record<string, string>): Door => ({
  settings,
  lets({ query }) {
    const given = z.record(z.string(), z.unknown()).parse(query);
    return Object.entries(keys).every(([name, value]) => given[name] === value);
  },
});

/** Whoever one of these lets in; a connection has the settings of the first. */
export const eitherDoor = (first: Door, ...others: Door[]): Door => ({
  settings: first.settings,
  lets: (...asked) => [first, ...others].some((door) => door.lets(...asked)),
  routes: (...place) => {
    for (const door of [first, ...others]) door.routes?.(...place);
  },
});

const Visit = z.object({ redirect_uri: z.url({ protocol: /^https?$/ }), state: z.string(), client_id: z.string() });

function sendBack(query: unknown, clientId: string, reply: FastifyReply) {
  const visit = Visit.safeParse(query);
  if (!visit.success || visit.data.client_id !== clientId) return reply.code(400).send({ error: 'invalid_request' });
  const back = new URL(visit.data.redirect_uri);
  back.searchParams.set('state', visit.data.state);
  back.searchParams.set('code', 'sandbox-code');
  return reply.redirect(back.href);
}

type TokenDoor = {
  path: string;
  clientId: string;
  clientSecret: string;
  /** How long a token holds. */
  seconds: number;
  settings: Record<string, string>;
  /** With it, refresh tokens rotate: each is good once, and this is the first. */
  firstRefresh?: string;
  /** The lifetime is told as a text, as some vendors do. */
  secondsAsText?: boolean;
  /** The page where a person gives access; a stand-in gives it at once and sends them back. */
  authorizePath?: string;
};

const Asked = z.object({
  grant_type: z.string(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  refresh_token: z.string().optional(),
  code: z.string().optional(),
});

/** Any code works once: the page where a person would give access is not a part of a stand-in. */
const refreshMark = 'refresh:';

/** Short-lived tokens, asked for by id and secret (Basic header, form or JSON), or by a refresh token that rotates. */
export function tokenDoor(it: TokenDoor): Door {
  const { path, clientId, clientSecret, seconds, settings, firstRefresh, secondsAsText = false, authorizePath } = it;
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const knows = (request: FastifyRequest, asked: z.infer<typeof Asked>) =>
    request.headers.authorization === basic || (asked.client_id === clientId && asked.client_secret === clientSecret);
  const spends = (asked: z.infer<typeof Asked>, tokens: Tokens): boolean => {
    if (asked.grant_type === 'client_credentials') return firstRefresh === undefined;
    if (asked.grant_type === 'authorization_code') return asked.code !== undefined;
    const given = asked.refresh_token ?? '';
    const known = `${refreshMark}${given}` in tokens || given === firstRefresh;
    delete tokens[`${refreshMark}${given}`];
    return known;
  };
  return {
    settings,
    lets({ headers: { authorization = '' } }, tokens, now) {
      const ends = tokens[authorization.replace('Bearer ', '')];
      return ends !== undefined && ends > now.toISOString();
    },
    routes(app, tokens, clock) {
      if (authorizePath) app.get(authorizePath, async ({ query }, reply) => sendBack(query, clientId, reply));
      app.post(path, async (request, reply) => {
        const asked = Asked.safeParse(request.body);
        if (!asked.success || !knows(request, asked.data)) return reply.code(401).send({ error: 'invalid_client' });
        const kept = tokens();
        if (!spends(asked.data, kept)) return reply.code(400).send({ error: 'invalid_grant' });
        const no = Object.keys(kept).length + 1;
        const [access, refresh] = [`sandbox-access-${no}`, `sandbox-refresh-${no}`];
        kept[access] = new Date(clock().getTime() + seconds * 1000).toISOString();
        const rotates = asked.data.grant_type !== 'client_credentials';
        if (rotates) kept[refreshMark + refresh] = '';
        return {
          ...{ access_token: access, token_type: 'bearer', expires_in: secondsAsText ? String(seconds) : seconds },
          ...(rotates && { refresh_token: refresh }),
        };
      });
    },
  };
}
