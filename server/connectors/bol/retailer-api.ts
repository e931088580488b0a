import type { ConnectorContext } from '../connector.ts';
import { type Call, defineApi } from '../kit/api.ts';
import { clientCredentials } from '../kit/oauth.ts';
import type { Settings } from './settings.ts';

export type Context = ConnectorContext<Settings>;

/**
 * The version stands in the media type and is chosen per resource (documented): offers are at 11, because every offer call
 * of 10 is deprecated, and all the rest is at 10.
 */
const mediaTypes = {
  v10: 'application/vnd.retailer.v10+json',
  v11: 'application/vnd.retailer.v11+json',
};

/** What an offer call says in place of the default. */
export const v11 = { accept: mediaTypes.v11 };

/** A JSON body in the vendor's media type; plain JSON is not accepted. */
export const body = (json: unknown, version: keyof typeof mediaTypes = 'v10'): Pick<Call, 'json' | 'headers'> => ({
  json,
  headers: { accept: mediaTypes[version], 'content-type': mediaTypes[version] },
});

/**
 * bol's Retailer API. Tokens live for 299 seconds and are shared, because whoever asks one per request is shut out
 * (documented).
 */
export const retailerApi = defineApi<Settings>({
  base: ({ address }) => address,
  auth: clientCredentials<Settings>({
    url: ({ loginAddress }) => `${loginAddress}/token`,
    clientId: ({ clientId }) => clientId,
    clientSecret: ({ clientSecret }) => clientSecret,
    as: 'basic',
    problem: 'bol.key-refused',
  }),
  headers: () => ({ accept: mediaTypes.v10 }),
  refusals: {
    // Live answers often lack `violations` and `type` (reported), so nothing here relies on them.
    message: ['detail', 'violations'],
    table: [
      { status: 401, means: 'lost', problem: 'bol.key-refused' },
      { status: 403, means: 'lost', problem: 'bol.account-closed' },
      { status: [400, 404, 405, 406, 409, 415, 422], means: 'attention', problem: 'bol.refused' },
    ],
  },
});
