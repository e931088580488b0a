import * as z from 'zod';
import { fixedAddress, secret } from '../kit/fields.ts';
import words from './words.json' with { type: 'json' };

/**
 * Both tokens go into the address of every request (documented; header authentication does not exist), so the http
 * client must know them as secrets. `address` is filled in by the sandbox only.
 */
export const Settings = z.object({
  storeToken: secret(words.settings.storeToken),
  partnerToken: secret(words.settings.partnerToken),
  address: fixedAddress('https://api.myonlinestore.com'),
});
export type Settings = z.infer<typeof Settings>;
