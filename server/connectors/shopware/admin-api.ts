import type { ConnectorContext } from '../connector.ts';
import { defineApi } from '../kit/api.ts';
import { clientCredentials } from '../kit/oauth.ts';
import type { Settings } from './settings.ts';

export type Context = ConnectorContext<Settings>;

/** Where the facts of every operation come from. */
export const factsFrom = 'Shopware Admin API (OpenAPI) and the platform source';

/**
 * Shopware's Admin API (documented): a token of ten minutes for an integration's two keys, plain JSON only for who asks for
 * it, and always a list of errors whose status is a text.
 */
export const adminApi = defineApi<Settings>({
  base: ({ shop }) => `${shop}/api`,
  auth: clientCredentials({
    url: ({ shop }) => `${shop}/api/oauth/token`,
    clientId: ({ accessKeyId }) => accessKeyId,
    clientSecret: ({ secretAccessKey }) => secretAccessKey,
    as: 'json',
    problem: 'shopware.key-refused',
  }),
  refusals: {
    message: ['errors.0.detail', 'errors.1.detail', 'errors.2.detail'],
    code: ['errors.0.code'],
    table: [
      // Another web site, or a path too much: whatever stands there knows nothing of an API.
      { status: [404, 405], says: /^\s*<(!doctype|html)/i, means: 'lost', problem: 'shopware.no-shop' },
      { status: 401, means: 'lost', problem: 'shopware.key-refused' },
      // Roles are given per kind of data: what else the integration does goes on.
      { status: 403, means: 'attention', problem: 'shopware.not-allowed' },
      { code: 'SYSTEM__ILLEGAL_STATE_TRANSITION', means: 'attention', problem: 'shopware.wrong-state' },
      { code: 'CONTENT__DUPLICATE_PRODUCT_NUMBER', means: 'attention', problem: 'shopware.number-taken' },
      { means: 'attention', problem: 'shopware.refused' },
    ],
  },
});

/** A search that only asks, although it is a POST. */
export const search = (entity: string, criteria: object) => ({
  ...({ method: 'POST', path: `/search/${entity}`, json: criteria, effect: 'read' } as const),
});

export const equals = (field: string, value: string | number) => ({ type: 'equals', field, value });
