import * as z from 'zod';
import type { Sandbox, VendorAnswer } from '#server/sandboxes/sandbox.ts';
import { actions } from './actions.ts';
import { addRoutes, clientId, clientSecret, company } from './routes.ts';
import { tables } from './tables.ts';
import { seed, type World } from './world.ts';

/**
 * A warehouse with one brand and two sales channels. The company stands in the path here and not in the host's name; bare
 * lists, ids whose case counts, own fields dropped at creation, changes that name only what changes. How fast one may ask
 * is not known, so no limit is kept.
 */
export const sandbox: Sandbox<World> = {
  seed,
  routes: addRoutes,
  settings: (address) => ({ company, clientId, clientSecret, address: `${address}/{company}` }),
  faultAnswers: {
    refuse: answer(400, { error: 'It was told to refuse.' }),
    busy: answer(429, { message: 'Too many requests' }),
    error: answer(500, { message: 'Internal server error' }),
    'revoke-token': answer(401, { message: 'Invalid credentials' }),
  },
  faults: [
    ...(['busy', 'error', 'timeout-before', 'revoke-token', 'refuse', 'timeout-after', 'half-answer'] as const),
    ...(['duplicate-webhook', 'late-webhook'] as const),
  ],
  isWrite: ({ method }) => method !== 'GET',
  actions,
  tables,
  outgoing: ({ webhook }) =>
    (webhook?.outgoing.splice(0) ?? []).map((body) => ({
      ...{ url: webhook?.address ?? '', headers: {}, body: z.json().parse(JSON.parse(body)) },
    })),
  received: ({ received }) => received.map(({ body, ...it }) => ({ ...it, body: JSON.parse(body) })),
};

function answer(status: number, body: object): VendorAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
