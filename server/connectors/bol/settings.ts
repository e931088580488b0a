import * as z from 'zod';
import { field } from '../form.ts';
import { fixedAddress, secret } from '../kit/fields.ts';
import words from './words.json' with { type: 'json' };

/** Client credentials of the seller account (documented). Both addresses are filled in by the sandbox only. */
export const Settings = z.object({
  clientId: field(z.string().trim().min(1).max(200), words.settings.clientId),
  clientSecret: secret(words.settings.clientSecret),
  address: fixedAddress('https://api.bol.com'),
  loginAddress: fixedAddress('https://login.bol.com'),
});
export type Settings = z.infer<typeof Settings>;
