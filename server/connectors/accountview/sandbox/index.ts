import type { Sandbox } from '#server/sandboxes/sandbox.ts';
import { client, companyId, firstRefreshToken } from './access.ts';
import { actions } from './actions.ts';
import { errorBody } from './refusal.ts';
import { addRoutes } from './routes.ts';
import { tables } from './tables.ts';
import { seed, type World } from './world.ts';

/**
 * A small administration that keeps what clients of the live API found: positional writes, answers keyed by table, one
 * row as an object, padded texts, refusals with 200, rotating refresh tokens. Assumed: the columns of sales orders and
 * stock, an order's number, how long a token lives, the status of refusals, and what a closed year answers.
 */
export const sandbox: Sandbox<World> = {
  seed,
  routes: addRoutes,
  settings: (address) => ({
    environment: 'test',
    companyId,
    clientId: client.id,
    clientSecret: client.secret,
    refreshToken: firstRefreshToken,
    address,
  }),
  faultAnswers: {
    refuse: json(400, errorBody('De order kan niet worden opgeslagen.')),
    busy: json(429, { Message: 'Too many requests.' }),
    // What the gateway says while the program at the customer is switched off.
    error: {
      status: 503,
      contentType: 'text/html',
      body: '<html><body><h1>503</h1>No connection to the AccountView server.</body></html>',
    },
    'revoke-token': json(401, { Message: 'Authorization has been denied for this request.' }),
  },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method, url }) => method !== 'GET' && !url.startsWith('/token'),
  actions,
  tables,
  received: (world) => world.received,
};

function json(status: number, body: object) {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
