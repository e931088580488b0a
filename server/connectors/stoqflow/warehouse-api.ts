import type { ConnectorContext } from '../connector.ts';
import { defineApi } from '../kit/api.ts';
import { basic } from '../kit/auth.ts';
import { addressOf, type Settings } from './settings.ts';

export type Context = ConnectorContext<Settings>;

/** Where the facts of every operation come from. */
export const factsFrom = 'Stoqflow help pages, and a public client of its API';

/** Stoqflow's API, version 2. There is no public reference of it: what is known comes from a client and the help pages. */
export const warehouseApi = defineApi<Settings>({
  base: (settings) => `${addressOf(settings)}/api/v2`,
  auth: basic(
    ({ clientId }) => clientId,
    ({ clientSecret }) => clientSecret,
  ),
  refusals: {
    message: ['message', 'error'],
    table: [
      // A company that does not exist is answered with a web page (reported).
      { status: 404, says: /^\s*<(!doctype|html)/i, means: 'lost', problem: 'stoqflow.company-unknown' },
      { status: 401, means: 'lost', problem: 'stoqflow.key-refused' },
      { status: 403, means: 'lost', problem: 'stoqflow.key-refused' },
      { status: [400, 404, 405, 409, 415, 422], means: 'attention', problem: 'stoqflow.refused' },
    ],
  },
});
