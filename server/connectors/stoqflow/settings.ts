import * as z from 'zod';
import { field } from '../form.ts';
import { secret } from '../kit/fields.ts';
import words from './words.json' with { type: 'json' };

/**
 * Each company has a host of its own (reported). `address` has the company's place in it and is filled in by the sandbox
 * only.
 */
export const Settings = z.object({
  company: field(
    z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
    { ...words.settings.company, placeholder: 'my-company' },
  ),
  clientId: field(z.string().trim().min(1).max(200), words.settings.clientId),
  clientSecret: secret(words.settings.clientSecret),
  address: field(z.string().default('https://{company}.stoqflow.com'), { ...words.settings.address, as: 'hidden' }),
});
export type Settings = z.infer<typeof Settings>;

export const addressOf = ({ address, company }: Settings): string => address.replace('{company}', company);
