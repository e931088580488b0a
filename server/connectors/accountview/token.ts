import * as z from 'zod';
import { ConnectionLostError } from '#server/errors.ts';
import type { ConnectorContext, Token } from '../connector.ts';
import { addressOf, type Settings } from './settings.ts';

/** `expires_in` is documented, its usual value of an hour is assumed. */
const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(3600),
});

/** A token is given up a little early, so that it does not run out on its way. */
const earlySeconds = 60;

/**
 * The access token. Every renewal answers a new refresh token and spends the old one (documented), so the newest is
 * handed on. When it is refused, the one that a person filled in has its turn: they may have authorized anew.
 */
export function accessToken(context: ConnectorContext<Settings>): Promise<Token> {
  const { refreshToken } = context.settings;
  return context.token(async (previous) => {
    const newest = previous?.refresh ?? refreshToken;
    const renewed = (await renew(context, newest)) ?? (newest !== refreshToken && (await renew(context, refreshToken)));
    if (renewed) return renewed;
    throw new ConnectionLostError({ problem: { code: 'accountview.access-withdrawn', params: {} } });
  });
}

/** Client id and secret go into the body: a Basic header is not accepted (documented). null = refused. */
async function renew({ settings, http, now }: ConnectorContext<Settings>, refresh: string): Promise<Token | null> {
  const answer = await http.send({
    method: 'POST',
    url: `${addressOf(settings)}/token`,
    headers: { accept: 'application/json' },
    form: {
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
    },
    // It writes nothing that a record waits for: what was about to be written has not left yet.
    effect: 'read',
  });
  if (answer.status >= 400) return null;
  const { access_token, refresh_token, expires_in } = answer.json(TokenAnswer);
  const lifetime = Math.max(expires_in - earlySeconds, expires_in / 2);
  const expiresAt = new Date(now().getTime() + lifetime * 1000).toISOString();
  return { access: access_token, refresh: refresh_token, expiresAt };
}
