import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const when = (is: string) => ({ onlyWhen: { field: 'access', is: [is] } });
const text = () => z.string().trim().max(2000).default('');

/**
 * Two ways in (both known): the key and secret of a user that is ticked "API only", which last, or a marketplace app that a
 * person gives access to. One host serves everybody; who asks tells whose data it is.
 */
export const Settings = z.object({
  access: field(z.enum(['key', 'app']).default('key'), { ...words.settings.access, choices: words.settings.accesses }),
  apiKey: field(text(), { ...words.settings.apiKey, ...when('key') }),
  apiSecret: field(text(), { ...words.settings.apiSecret, as: 'secret', ...when('key') }),
  clientId: field(text(), { ...words.settings.clientId, ...when('app') }),
  clientSecret: field(text(), { ...words.settings.clientSecret, as: 'secret', ...when('app') }),
  webhookSecret: field(text(), { ...words.settings.webhookSecret, as: 'secret' }),
  address: field(z.url({ protocol: /^https?$/ }).default('https://app.robaws.com/api/v2'), {
    ...words.settings.address,
    as: 'hidden',
  }),
});
export type Settings = z.infer<typeof Settings>;
