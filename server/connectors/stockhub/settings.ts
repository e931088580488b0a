import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/** No address of an API is known, so a person types the one that Stockhub gives them. */
export const Settings = z.object({
  address: field(z.url({ protocol: /^https?$/ }), {
    ...words.settings.address,
    placeholder: 'https://shop.stockhub.example/api/v1',
  }),
  apiKey: field(z.string().trim().min(1).max(5000), { ...words.settings.apiKey, as: 'secret' }),
});
export type Settings = z.infer<typeof Settings>;
