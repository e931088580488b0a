import * as z from 'zod';
import { ConnectionLostError } from '#server/errors.ts';
import type { ConnectorContext, Grant, Token } from '../connector.ts';
import { type Auth, basicValue, withHeaders } from './auth.ts';

/** Where and how tokens are asked for (RFC 6749). */
export type TokenDoor<Settings> = {
  /** The token address; its host must be one of the connector's `hosts`. */
  url(settings: Settings): string;
  clientId(settings: Settings): string;
  clientSecret(settings: Settings): string;
  scope?(settings: Settings): string;
  /** How id and secret travel: in a Basic header, in the form, or in a JSON body (not in the RFC, but met). */
  as: 'basic' | 'form' | 'json';
  /** The vendor's own header for the token, where it is not `Authorization: Bearer`. */
  header?: string;
  /** Said when the door refuses id, secret or refresh token; the platform's own words without it. */
  problem?: string;
  /** How long before its end a token is given up, where the vendor hands out no new one as early as a minute before. */
  earlySeconds?: number;
};

/** `expires_in` is a number in the RFC and a text at some vendors; an hour is assumed where it is left out. */
const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().default(3600),
});

/** A token is given up a little early, so that it does not run out on its way. */
const usualEarlySeconds = 60;

/**
 * Short-lived tokens for an id and a secret. All workers share one token, kept sealed with the connection, and one of
 * them renews it (`context.token`).
 */
export const clientCredentials = <Settings>(door: TokenDoor<Settings>): Auth<Settings> =>
  byToken(async (context) => {
    const token = await tokenFrom(context, door, { grant_type: 'client_credentials' });
    return token ?? refusedAt(door);
  }, door.header);

export type CodeDoor<Settings> = TokenDoor<Settings> & {
  /** Where a person gives access. */
  authorizeUrl(settings: Settings): string;
  /** Parameters of the vendor's own for that page (`access_type=offline`, `force_login=0`). */
  extra?: Record<string, string>;
  /** A refresh token that a person typed in, or that a sandbox hands out: tried when the newest one is refused. */
  refreshToken?(settings: Settings): string;
};

/**
 * A person gives access once (RFC 6749 section 4.1, with PKCE); from then on the newest refresh token is spent for the
 * next pair, by one worker at a time. `grant` goes into the connector, `auth` into its api.
 */
export function authorizationCode<Settings>(door: CodeDoor<Settings>): {
  auth: Auth<Settings>;
  grant: Grant<Settings>;
} {
  const auth = byToken<Settings>(async (context, previous) => {
    const typedIn = door.refreshToken?.(context.settings) || undefined;
    const candidates = [...new Set([previous?.refresh, typedIn])].filter((it) => it !== undefined);
    if (candidates.length === 0)
      throw new ConnectionLostError({ problem: { code: 'system.access-not-given', params: {} } });
    for (const refresh of candidates) {
      const token = await tokenFrom(context, door, { grant_type: 'refresh_token', refresh_token: refresh });
      // Not every vendor rotates: where no new refresh token comes, the old one stays good.
      if (token) return { refresh, ...token };
    }
    return refusedAt(door);
  }, door.header);
  return {
    auth,
    grant: {
      address({ settings }, { redirectUri, state, challenge }) {
        const url = new URL(door.authorizeUrl(settings));
        const scope = door.scope?.(settings);
        const asked = {
          ...{ response_type: 'code', client_id: door.clientId(settings), redirect_uri: redirectUri, state },
          ...{ code_challenge: challenge, code_challenge_method: 'S256' },
          ...(scope && { scope }),
          ...door.extra,
        };
        for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
        return url.href;
      },
      async redeem(context, { code, redirectUri, verifier }) {
        const asked = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
        return (await tokenFrom(context, door, asked)) ?? refusedAt(door);
      },
    },
  };
}

const byToken = <Settings>(
  renew: (context: ConnectorContext<Settings>, previous: Token | null) => Promise<Token>,
  header?: string,
): Auth<Settings> => ({
  renews: () => true,
  async sign(context, request) {
    const { access } = await context.token((previous) => renew(context, previous));
    return withHeaders(request, header ? { [header]: access } : { authorization: `Bearer ${access}` });
  },
});

function refusedAt({ problem = 'system.key-refused' }: Pick<TokenDoor<never>, 'problem'>): never {
  throw new ConnectionLostError({ problem: { code: problem, params: { status: 401, message: '' } } });
}

/** Asks the door. null = id, secret or refresh token are refused; asking writes nothing that a record waits for. */
async function tokenFrom<Settings>(
  { settings, http, now }: ConnectorContext<Settings>,
  door: TokenDoor<Settings>,
  asked: Record<string, string>,
): Promise<Token | null> {
  const [id, secret, scope] = [door.clientId(settings), door.clientSecret(settings), door.scope?.(settings)];
  const wanted = asked.grant_type === 'client_credentials' && scope ? { ...asked, scope } : asked;
  const content = door.as === 'basic' ? wanted : { ...wanted, client_id: id, client_secret: secret };
  const answer = await http.send({
    method: 'POST',
    url: door.url(settings),
    headers: { accept: 'application/json', ...(door.as === 'basic' && { authorization: basicValue(id, secret) }) },
    ...(door.as === 'json' ? { json: content } : { form: content }),
    effect: 'read',
  });
  if (answer.status >= 300) return null;
  const { access_token, refresh_token, expires_in } = answer.json(TokenAnswer);
  const lifetime = Math.max(expires_in - (door.earlySeconds ?? usualEarlySeconds), expires_in / 2);
  const expiresAt = new Date(now().getTime() + lifetime * 1000).toISOString();
  return { access: access_token, expiresAt, ...(refresh_token && { refresh: refresh_token }) };
}
