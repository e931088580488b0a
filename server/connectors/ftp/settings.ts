import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/** What goes into a command must not end it. */
const oneLine = () =>
  z
    .string()
    .min(1)
    .regex(/^\P{Cc}+$/u);

export const Settings = z.object({
  host: field(
    z
      .string()
      .trim()
      .regex(/^[\w.:-]+$/),
    { ...words.host, placeholder: 'files.example.com' },
  ),
  port: field(z.number().int().min(1).max(65_535).default(21), words.port),
  security: field(z.enum(['tls', 'none']).default('tls'), { ...words.security, choices: words.securities }),
  user: field(oneLine(), words.user),
  password: field(oneLine(), { ...words.password, as: 'secret' }),
});
export type Settings = z.infer<typeof Settings>;
