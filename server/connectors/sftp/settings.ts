import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

export const Settings = z.object({
  host: field(
    z
      .string()
      .trim()
      .regex(/^[\w.:-]+$/),
    { ...words.host, placeholder: 'files.example.com' },
  ),
  port: field(z.number().int().min(1).max(65_535).default(22), words.port),
  user: field(z.string().trim().min(1), words.user),
  password: field(z.string().default(''), { ...words.password, as: 'secret' }),
  privateKey: field(z.string().default(''), { ...words.privateKey, as: 'secret' }),
  passphrase: field(z.string().default(''), { ...words.passphrase, as: 'secret' }),
  hostKey: field(z.string().default(''), { ...words.hostKey, placeholder: 'SHA256:...' }),
});
export type Settings = z.infer<typeof Settings>;

/** A key that was pasted into one line gets its lines back: a field for secrets takes line ends away. */
export function keyOf(pasted: string): string | undefined {
  const [, begin, body, end] =
    /^\s*(-----BEGIN [A-Z0-9 ]+-----)([\s\S]*?)(-----END [A-Z0-9 ]+-----)\s*$/.exec(pasted) ?? [];
  if (!begin || body === undefined || !end) return pasted.trim() === '' ? undefined : pasted;
  if (body.includes('\n')) return pasted;
  return [begin, ...(body.replace(/\s/g, '').match(/.{1,70}/g) ?? []), end, ''].join('\n');
}
