import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/** Client credentials of the seller account (documented). Both addresses are filled in by the sandbox only. */
export const Settings = z.object({
  clientId: field(z.string().trim().min(1).max(200), words.settings.clientId),
  clientSecret: field(z.string().trim().min(1).max(500), { ...words.settings.clientSecret, as: 'secret' }),
  address: field(z.url({ protocol: /^https?$/ }).default('https://api.bol.com'), {
    ...words.settings.address,
    as: 'hidden',
  }),
  loginAddress: field(z.url({ protocol: /^https?$/ }).default('https://login.bol.com'), {
    ...words.settings.loginAddress,
    as: 'hidden',
  }),
});
export type Settings = z.infer<typeof Settings>;
