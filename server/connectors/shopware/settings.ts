import * as z from 'zod';
import { field } from '../form.ts';
import { secret } from '../kit/fields.ts';
import words from './words.json' with { type: 'json' };

/** Every shop has an address of its own; people copy it with the path of its administration behind it. */
export const Settings = z.object({
  shop: field(
    z
      .url({ protocol: /^https?$/ })
      .max(500)
      .transform((address) => address.replace(/[?#].*$/, '').replace(/(\/(admin|api))?\/*$/, '')),
    { ...words.settings.shop, placeholder: 'https://www.my-shop.com' },
  ),
  accessKeyId: field(z.string().trim().min(1).max(200), { ...words.settings.accessKeyId, placeholder: 'SWIA…' }),
  secretAccessKey: secret(words.settings.secretAccessKey),
  appSecret: field(z.string().trim().max(500).default(''), { ...words.settings.appSecret, as: 'secret' }),
});
export type Settings = z.infer<typeof Settings>;
