import type { Sandbox, VendorAnswer } from '#server/sandboxes/sandbox.ts';
import { clientId, clientSecret, mediaTypes, problem } from './access.ts';
import { actions } from './actions.ts';
import { addRoutes } from './routes.ts';
import { tables } from './tables.ts';
import { seed, type World } from './world.ts';

/**
 * A seller account at a small bol: tokens of 299 seconds, versions in the media type, fifty to a page and `{}` for an
 * empty one, writes that end later in a process. Offers are of version 11 only.
 */
export const sandbox: Sandbox<World> = {
  seed,
  routes: addRoutes,
  settings: (address) => ({ clientId, clientSecret, address, loginAddress: `${address}/login` }),
  faultAnswers: {
    refuse: answer(
      400,
      problem(400, 'Error validating request.', 'Bad request', { orderItems: 'It was told to refuse.' }),
    ),
    busy: answer(429, { title: 'Too Many Requests', status: 429, detail: 'Too many requests, retry in 1 seconds.' }),
    error: { status: 500, contentType: 'text/html', body: '<html><body>Internal Server Error</body></html>' },
    'revoke-token': answer(401, { title: 'Unauthorized', status: 401, detail: 'The request is not authorized.' }),
  },
  faults: ['busy', 'error', 'timeout-before', 'revoke-token', 'refuse', 'timeout-after', 'half-answer'],
  isWrite: ({ method, url }) => method !== 'GET' && url.startsWith('/retailer/'),
  actions,
  tables,
  received: ({ received }) => received.map(({ body, ...it }) => ({ ...it, body: JSON.parse(body) })),
};

function answer(status: number, body: object): VendorAnswer {
  return { status, contentType: mediaTypes.v10, body: JSON.stringify(body) };
}
