import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/** One plain address: nothing in it can end a header line, name a second address or hide one in a comment. */
export const mailAddress = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/);

export const Settings = z.object({
  host: field(
    z
      .string()
      .trim()
      .regex(/^[\w.-]+$/)
      .max(253),
    { ...words.host, placeholder: 'smtp.shop.example' },
  ),
  port: field(z.number().int().min(1).max(65_535).default(587), words.port),
  security: field(z.enum(['starttls', 'tls', 'none']).default('starttls'), {
    ...words.security,
    choices: words.securities,
  }),
  user: field(z.string().trim().max(320).default(''), words.user),
  password: field(z.string().max(2000).default(''), { ...words.password, as: 'secret' }),
  from: field(mailAddress, { ...words.from, placeholder: 'orders@shop.example' }),
  fromName: field(z.string().trim().max(100).default(''), words.fromName),
});
export type Settings = z.infer<typeof Settings>;
