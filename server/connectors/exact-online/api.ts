import * as z from 'zod';
import { field } from '../form.ts';
import { defineApi } from '../kit/api.ts';
import { secret } from '../kit/fields.ts';
import { authorizationCode } from '../kit/oauth.ts';
import words from './words.json' with { type: 'json' };

/** One host per country (reported). */
const hosts = {
  nl: 'https://start.exactonline.nl',
  be: 'https://start.exactonline.be',
  de: 'https://start.exactonline.de',
  fr: 'https://start.exactonline.fr',
  uk: 'https://start.exactonline.co.uk',
};

export const Settings = z.object({
  country: field(z.enum(['nl', 'be', 'de', 'fr', 'uk']).default('nl'), { ...words.country, choices: words.countries }),
  division: field(
    z
      .string()
      .trim()
      .regex(/^\d{1,10}$/),
    { ...words.division, placeholder: '1234567' },
  ),
  clientId: field(z.string().trim().min(1).max(200), words.clientId),
  clientSecret: secret(words.clientSecret),
  address: field(z.url({ protocol: /^https?$/ }).optional(), { ...words.address, as: 'hidden' }),
  /** The first refresh token of its stand-in, where nobody can sign in. */
  refreshToken: field(z.string().default(''), { ...words.address, as: 'hidden' }),
});
export type Settings = z.infer<typeof Settings>;

export const addressOf = ({ address, country }: Settings) => address ?? hosts[country];

/**
 * A token holds ten minutes, told as a text; a new one is to be had half a minute before its end and no sooner, and each
 * refresh token is good once (documented: the client library's own code).
 */
const door = authorizationCode<Settings>({
  url: (settings) => `${addressOf(settings)}/api/oauth2/token`,
  authorizeUrl: (settings) => `${addressOf(settings)}/api/oauth2/auth`,
  clientId: ({ clientId }) => clientId,
  clientSecret: ({ clientSecret }) => clientSecret,
  refreshToken: ({ refreshToken }) => refreshToken,
  as: 'form',
  extra: { force_login: '0' },
  earlySeconds: 25,
});
export const { grant } = door;

export const exact = defineApi<Settings>({
  base: (settings) => `${addressOf(settings)}/api/v1`,
  auth: door.auth,
  headers: () => ({ prefer: 'return=representation' }),
  refusals: {
    message: ['error.message.value', 'error.message'],
    code: ['error.code'],
    table: [{ status: 403, means: 'attention', problem: 'exact-online.no-rights' }],
  },
});

/** A text within an OData filter: a quote is written twice. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

export const facts = {
  client: "A client of the live API (picqer/exact-php-client) and reports of the API's users",
  guess: 'Endpoints as reported; fields by their names in the live API, not tried',
};
