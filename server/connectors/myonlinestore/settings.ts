import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/**
 * Both tokens go into the address of every request (documented; header authentication does not exist), so the http
 * client must know them as secrets. `address` is filled in by the sandbox only.
 */
export const Settings = z.object({
  storeToken: field(z.string().trim().min(1).max(500), { ...words.settings.storeToken, as: 'secret' }),
  partnerToken: field(z.string().trim().min(1).max(500), { ...words.settings.partnerToken, as: 'secret' }),
  address: field(z.url({ protocol: /^https?$/ }).default('https://api.myonlinestore.com'), {
    ...words.settings.address,
    as: 'hidden',
  }),
});
export type Settings = z.infer<typeof Settings>;
