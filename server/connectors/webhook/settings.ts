import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/** Shorter than this a secret can be guessed. */
const shortestSecret = 16;

const headerName = z
  .string()
  .trim()
  .max(100)
  .regex(/^[\w-]*$/);
const fieldPath = z.string().trim().max(200);

/** Without a secret nothing is taken, unless a person chose an address that is secret itself. */
export const Settings = z
  .object({
    signing: field(z.enum(['standard', 'hex', 'base64', 'link']).default('standard'), {
      ...words.signing,
      choices: words.signings,
    }),
    secret: field(z.string().max(500).default(''), { ...words.secret, as: 'secret' }),
    secondSecret: field(z.string().max(500).default(''), { ...words.secondSecret, as: 'secret' }),
    signatureHeader: field(headerName.default('X-Signature'), words.signatureHeader),
    idHeader: field(headerName.default(''), words.idHeader),
    keyField: field(fieldPath.default('id'), words.keyField),
    changedField: field(fieldPath.default(''), { ...words.changedField, placeholder: 'updated_at' }),
  })
  .superRefine(({ signing, secret, secondSecret }, { addIssue }) => {
    const message = 'is too short';
    if (signing !== 'link' && secret.length < shortestSecret) addIssue({ code: 'custom', path: ['secret'], message });
    if (secondSecret !== '' && secondSecret.length < shortestSecret)
      addIssue({ code: 'custom', path: ['secondSecret'], message });
  });
export type Settings = z.infer<typeof Settings>;
