import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

export const Settings = z.object({
  address: field(z.url({ protocol: /^https?$/ }), { ...words.address, placeholder: 'https://api.shop.example/v1' }),
  auth: field(z.enum(['none', 'bearer', 'header', 'basic']).default('none'), { ...words.auth, choices: words.auths }),
  key: field(z.string().default(''), { ...words.key, as: 'secret' }),
  headerName: field(
    z
      .string()
      .regex(/^[\w-]+$/)
      .default('X-API-Key'),
    words.headerName,
  ),
  userName: field(z.string().default(''), words.userName),
  password: field(z.string().default(''), { ...words.password, as: 'secret' }),
});
export type Settings = z.infer<typeof Settings>;

/** The header by which the other side knows who asks. */
export function authHeaders({ auth, key, headerName, userName, password }: Settings): Record<string, string> {
  const basic = Buffer.from(`${userName}:${password}`).toString('base64');
  return {
    none: {},
    bearer: { authorization: `Bearer ${key}` },
    header: { [headerName]: key },
    basic: { authorization: `Basic ${basic}` },
  }[auth];
}
