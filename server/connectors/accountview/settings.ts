import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const text = () => z.string().trim().min(1).max(500);

/** `address` is filled in by the sandbox only and then stands for both environments. */
export const Settings = z.object({
  environment: field(z.enum(['production', 'test']).default('production'), {
    ...words.settings.environment,
    choices: words.environments,
  }),
  companyId: field(text(), words.settings.companyId),
  clientId: field(text(), words.settings.clientId),
  clientSecret: field(text(), { ...words.settings.clientSecret, as: 'secret' }),
  refreshToken: field(z.string().trim().min(1).max(4000), { ...words.settings.refreshToken, as: 'secret' }),
  address: field(z.url({ protocol: /^https?$/ }).optional(), { ...words.settings.address, as: 'hidden' }),
});
export type Settings = z.infer<typeof Settings>;

/** Both hosts are documented; that the test host keeps the same path is assumed. */
const addresses = {
  production: 'https://www.accountview.net/api/v3',
  test: 'https://test.accountview.net/api/v3',
};

export const addressOf = ({ address, environment }: Settings): string => address ?? addresses[environment];
