import { defineApi } from '../kit/api.ts';
import { queryKeys } from '../kit/auth.ts';
import type { Settings } from './settings.ts';

/** The shop's API, version 1 (documented; 2-beta may break). */
export const shop = defineApi<Settings>({
  base: ({ address }) => `${address}/v1`,
  auth: queryKeys(['token', 'partner_token'], ({ storeToken, partnerToken }) => ({
    token: storeToken,
    partner_token: partnerToken,
  })),
  // The language is fixed, so that texts do not change with the person who looks at them.
  query: () => ({ language: 'nl_NL' }),
  refusals: {
    // Newer routes answer problem+json, older ones {code, message, description} (both documented).
    message: ['title', 'detail', 'message', 'description', 'errors'],
    table: [
      // 401 for a withdrawn token is assumed, 403 for a missing right follows from the documented special access.
      { status: 401, means: 'lost', problem: 'myonlinestore.key-refused' },
      { status: 403, means: 'lost', problem: 'myonlinestore.not-allowed' },
      { means: 'attention', problem: 'myonlinestore.refused' },
    ],
  },
});
