import type { Sandbox } from '#server/sandboxes/sandbox.ts';
import { actions } from './actions.ts';
import { oldError, problem } from './answers.ts';
import { addRoutes, partnerToken, storeToken } from './routes.ts';
import { seed } from './seed.ts';
import { tables } from './tables.ts';
import type { World } from './world.ts';

/**
 * A small shop that keeps the vendor's contract as a live shop shows it: tokens in the address, numbers as text, one
 * price or a list of prices, whole-line prices, both error bodies. Rate limits and their answer are assumed.
 */
export const sandbox: Sandbox<World> = {
  seed,
  routes: addRoutes,
  settings: (address) => ({ storeToken, partnerToken, address }),
  faultAnswers: {
    refuse: answer(422, 'application/problem+json', problem({ status: 'This value is not valid.' })),
    busy: answer(429, 'application/json', oldError(429, 'Too Many Requests')),
    error: { status: 500, contentType: 'text/html', body: '<html><body><h1>Internal Server Error</h1></body></html>' },
    'revoke-token': answer(401, 'application/json', oldError(401, 'Invalid token')),
  },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method }) => method !== 'GET',
  actions,
  tables,
  received: (world) => world.received,
};

function answer(status: number, contentType: string, body: object) {
  return { status, contentType, body: JSON.stringify(body) };
}
