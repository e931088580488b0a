import * as z from 'zod';
import { defineApi } from '../kit/api.ts';
import { basic, chosenAuth } from '../kit/auth.ts';
import { authorizationCode } from '../kit/oauth.ts';
import { byPageCount } from '../kit/paging.ts';
import type { Settings } from './settings.ts';

const beside = (address: string, path: string) => address.replace(/\/api\/v2\/?$/, path);

/** Refresh tokens rotate (reported); that a token holds an hour where the answer does not tell is assumed. */
const app = authorizationCode<Settings>({
  url: ({ address }) => beside(address, '/oauth2/tokens'),
  authorizeUrl: ({ address }) => beside(address, '/oauth2/authorize'),
  clientId: ({ clientId }) => clientId,
  clientSecret: ({ clientSecret }) => clientSecret,
  scope: () => 'settings articles clients stock-changes sales-orders',
  as: 'form',
  problem: 'robaws.key-refused',
});
export const grant: typeof app.grant = { ...app.grant, isNeeded: ({ access }) => access === 'app' };

const withKey = basic<Settings>(
  ({ apiKey }) => apiKey,
  ({ apiSecret }) => apiSecret,
);

/** How long a block lasts is published nowhere; a quarter of an hour is assumed. */
const blockSeconds = 900;

/** Robaws API v2: transport, paging and errors as clients of the live API have them. */
export const robaws = defineApi<Settings>({
  base: ({ address }) => address,
  auth: chosenAuth(({ access }) => (access === 'app' ? app.auth : withKey)),
  refusals: {
    message: ['message', 'error'],
    table: [
      // After too many calls everything answers 401 for a while; who then signs in anew lengthens the block.
      {
        status: 401,
        header: { name: 'x-robaws-unauthorized-reason', is: 'temp-blocked' },
        means: 'later',
        problem: 'robaws.blocked',
        seconds: blockSeconds,
      },
      { status: 401, means: 'lost', problem: 'robaws.key-refused' },
      // Only this module is closed to the user; the others still answer.
      { status: 403, means: 'attention', problem: 'robaws.module-closed' },
      { status: 404, means: 'attention', problem: 'robaws.not-found' },
      { means: 'attention', problem: 'robaws.refused' },
    ],
  },
});

export const facts = {
  clients: 'Clients of the Robaws API v2, and its help pages',
  guess: 'By analogy; no page found',
};

/** Pages are counted from 0, and hold 10 unless asked for more; 100 is the most. */
export const pages = byPageCount({ param: 'page', first: 0, sizeParam: 'size', size: 100, pagesAt: 'totalPages' });

/** Ids come as texts of digits; some older answers had numbers. */
export const Id = z.union([z.string(), z.number()]).transform(String);
