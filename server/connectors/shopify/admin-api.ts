import * as z from 'zod';
import { field } from '../form.ts';
import { type Call, defineApi } from '../kit/api.ts';
import { chosenAuth, headerKeys } from '../kit/auth.ts';
import { clientCredentials } from '../kit/oauth.ts';
import words from './words.json' with { type: 'json' };

const when = (is: string) => ({ onlyWhen: { field: 'access', is: [is] } });
const text = () => z.string().trim().max(500).default('');

/** Each shop has a host of its own, whatever domain its customers see. `address` is filled in by the stand-in only. */
export const Settings = z.object({
  shop: field(
    z
      .string()
      .trim()
      .toLowerCase()
      .transform((shop) => shop.replace(/^https?:\/\//, '').replace(/\.myshopify\.com.*$/, ''))
      .pipe(z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/)),
    { ...words.settings.shop, placeholder: 'my-shop' },
  ),
  access: field(z.enum(['app', 'token']).default('app'), {
    ...words.settings.access,
    choices: words.settings.accesses,
  }),
  clientId: field(text(), { ...words.settings.clientId, ...when('app') }),
  clientSecret: field(text(), { ...words.settings.clientSecret, as: 'secret', ...when('app') }),
  accessToken: field(text(), { ...words.settings.accessToken, as: 'secret', ...when('token') }),
  address: field(z.string().default('https://{shop}.myshopify.com'), { ...words.settings.address, as: 'hidden' }),
});
export type Settings = z.infer<typeof Settings>;

export const addressOf = ({ address, shop }: Settings) => address.replace('{shop}', shop);

export const factsFrom = 'Shopify Admin GraphQL API 2026-07, by its documentation';
const header = 'x-shopify-access-token';

/** Versions come every quarter and last a year (documented). */
export const version = '2026-07';

/**
 * One address for everything; what is refused mostly answers 200, with `errors` of the whole call or `userErrors` of the
 * mutation (documented). Apps of one's own shop sign in with their id and secret; tokens of older ones do not end (reported).
 */
export const adminApi = defineApi<Settings>({
  base: (settings) => `${addressOf(settings)}/admin/api/${version}`,
  auth: chosenAuth(({ access }) =>
    access === 'token'
      ? headerKeys(({ accessToken }) => ({ [header]: accessToken }))
      : clientCredentials<Settings>({
          url: (settings) => `${addressOf(settings)}/admin/oauth/access_token`,
          clientId: ({ clientId }) => clientId,
          clientSecret: ({ clientSecret }) => clientSecret,
          ...{ as: 'form', header, problem: 'shopify.key-refused' },
        }),
  ),
  refusals: {
    message: ['errors.0.message', 'data.inventorySetQuantities.userErrors.0.message'],
    code: ['errors.0.extensions.code', 'data.inventorySetQuantities.userErrors.0.code'],
    despiteStatus: (body) => Refused.safeParse(body).success,
    table: [
      // Shops of a calculated budget say so with status 200 (reported); a second fills a hundred points again.
      { code: 'THROTTLED', means: 'later', problem: 'system.later', seconds: 5 },
      { code: 'ACCESS_DENIED', means: 'attention', problem: 'shopify.not-allowed' },
      { status: [401, 403], means: 'lost', problem: 'shopify.key-refused' },
      { status: [402, 404, 423], means: 'lost', problem: 'shopify.no-shop' },
      { means: 'attention', problem: 'shopify.refused' },
    ],
  },
});

const Some = z.array(z.unknown()).min(1);
const Refused = z.union([
  z.object({ errors: z.union([Some, z.string()]) }),
  z.object({ data: z.object({ inventorySetQuantities: z.object({ userErrors: Some }) }) }),
]);

/** A query only asks, although it is a POST. */
export const asking = (query: string, variables: Record<string, string | number | null> = {}): Call => ({
  ...{ method: 'POST', path: '/graphql.json', json: { query, variables }, effect: 'read' },
});
