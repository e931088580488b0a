import * as z from 'zod';
import type { Door } from '#server/sandboxes/kit/doors.ts';
import { fault, faults } from './errors.ts';

const tokenSeconds = 600;
const keys = { accessKeyId: 'SWIADEMOKOPPELSANDBOX01', secretAccessKey: 'shopware-demo-secret-key' };

const Asked = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
});

/** Tokens of ten minutes for the keys of an integration, asked for in JSON; there is no refresh token. */
export const door: Door = {
  settings: keys,
  lets({ headers: { authorization = '' } }, tokens, now) {
    const ends = tokens[authorization.replace(/^Bearer /, '')];
    return ends !== undefined && ends > now.toISOString();
  },
  routes(app, tokens, clock) {
    app.post('/api/oauth/token', async ({ body }, reply) => {
      const { data } = Asked.safeParse(body);
      if (data?.client_id !== keys.accessKeyId || data.client_secret !== keys.secretAccessKey)
        return reply.code(401).send(faults(fault(401, '4', 'Client authentication failed')));
      const access = `sandbox-access-${Object.keys(tokens()).length + 1}`;
      tokens()[access] = new Date(clock().getTime() + tokenSeconds * 1000).toISOString();
      return { token_type: 'Bearer', expires_in: tokenSeconds, access_token: access };
    });
  },
};
