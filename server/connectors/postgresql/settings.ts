import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

const name = () => z.string().trim().min(1).max(200);

export const Settings = z.object({
  host: field(
    z
      .string()
      .trim()
      .regex(/^[\w.:-]+$/)
      .max(253),
    { ...words.host, placeholder: 'db.shop.example' },
  ),
  port: field(z.number().int().min(1).max(65_535).default(5432), words.port),
  database: field(name(), words.database),
  user: field(name(), words.user),
  password: field(z.string().min(1).max(2000), { ...words.password, as: 'secret' }),
  tls: field(z.enum(['verify', 'require', 'off']).default('verify'), { ...words.tls, choices: words.tlses }),
  certificate: field(z.string().max(100_000).default(''), {
    ...words.certificate,
    as: 'long-text',
    placeholder: '-----BEGIN CERTIFICATE-----',
    onlyWhen: { field: 'tls', is: ['verify'] },
  }),
});
export type Settings = z.infer<typeof Settings>;
