import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const { settings } = words;
const text = () => z.string().trim().max(2000).default('');

/**
 * A sync user of one sales channel. StoreKeeper hands it to a connected channel by itself, together with the address of the API (known), which is
 * never built from the account's name; so all but the secret for its messages may be empty until then.
 */
export const Settings = z.object({
  hookToken: field(text(), { ...settings.hookToken, as: 'secret' }),
  apiUrl: field(z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''), {
    ...settings.apiUrl,
    placeholder: 'https://api-demo.storekeepercloud.com/',
  }),
  account: field(text(), settings.account),
  subaccount: field(text(), settings.subaccount),
  user: field(text(), settings.user),
  apiKey: field(text(), { ...settings.apiKey, as: 'secret' }),
});
export type Settings = z.infer<typeof Settings>;
