import * as z from 'zod';
import { field } from '../form.ts';
import { secret } from '../kit/fields.ts';
import words from './words.json' with { type: 'json' };

const { settings } = words;

/** No address of Copernicus is public, so a person types the one that they are given. */
export const Settings = z.object({
  address: field(z.url({ protocol: /^https?$/ }), {
    ...settings.address,
    placeholder: 'https://link.copernicus.example/api/v1',
  }),
  apiKey: secret(settings.apiKey),
  ordersKey: field(z.string().trim().max(200).default(''), { ...settings.ordersKey, as: 'secret' }),
});
export type Settings = z.infer<typeof Settings>;
