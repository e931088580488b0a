import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const webAddress = z.url({ protocol: /^https?$/ });
const when = (...is: string[]) => ({ onlyWhen: { field: 'auth', is } });
const oauth = when('client-credentials', 'code');

export const Settings = z.object({
  address: field(webAddress, { ...words.address, placeholder: 'https://api.shop.example/v1' }),
  auth: field(z.enum(['none', 'bearer', 'header', 'basic', 'client-credentials', 'code']).default('none'), {
    ...words.auth,
    choices: words.auths,
  }),
  key: field(z.string().default(''), { ...words.key, as: 'secret', ...when('bearer', 'header') }),
  headerName: field(
    z
      .string()
      .regex(/^[\w-]+$/)
      .default('X-API-Key'),
    { ...words.headerName, ...when('header') },
  ),
  userName: field(z.string().default(''), { ...words.userName, ...when('basic') }),
  password: field(z.string().default(''), { ...words.password, as: 'secret', ...when('basic') }),
  authorizeUrl: field(webAddress.or(z.literal('')).default(''), {
    ...words.authorizeUrl,
    ...when('code'),
    placeholder: 'https://login.shop.example/authorize',
  }),
  tokenUrl: field(webAddress.or(z.literal('')).default(''), {
    ...words.tokenUrl,
    ...oauth,
    placeholder: 'https://login.shop.example/token',
  }),
  clientId: field(z.string().default(''), { ...words.clientId, ...oauth }),
  clientSecret: field(z.string().default(''), { ...words.clientSecret, as: 'secret', ...oauth }),
  scope: field(z.string().default(''), { ...words.scope, ...oauth }),
  tokenAs: field(z.enum(['basic', 'form', 'json']).default('form'), {
    ...words.tokenAs,
    choices: words.tokenAses,
    ...oauth,
  }),
  headers: field(z.string().default(''), {
    ...words.headers,
    as: 'long-text',
    placeholder: 'Accept: application/vnd.shop.v2+json',
  }),
});
export type Settings = z.infer<typeof Settings>;
