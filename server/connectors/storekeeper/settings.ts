import * as z from 'zod';
import { field } from '../form.ts';
import { secret } from '../kit/fields.ts';
import words from './words.json' with { type: 'json' };

const { settings } = words;
const text = () => z.string().trim().min(1).max(200);

/**
 * A sync user of one sales channel, as StoreKeeper hands it to a connected channel (known). The address of the API comes with
 * it and is never built from the account's name.
 */
export const Settings = z.object({
  apiUrl: field(z.url({ protocol: /^https?$/ }), {
    ...settings.apiUrl,
    placeholder: 'https://api-demo.storekeepercloud.com/',
  }),
  account: field(text(), settings.account),
  subaccount: field(text(), settings.subaccount),
  user: field(text(), settings.user),
  apiKey: secret(settings.apiKey),
  hookToken: field(z.string().trim().max(200).default(''), { ...settings.hookToken, as: 'secret' }),
});
export type Settings = z.infer<typeof Settings>;
