import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import * as z from 'zod';
import { mailAddress, type Settings } from './settings.ts';

const addresses = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(/[,;]/))])
  .transform((list) => [...new Set(list.map((one) => one.trim()).filter((one) => one !== ''))])
  .pipe(z.array(mailAddress).min(1));

/** A line break in a subject would begin another header. */
const oneLine = z
  .string()
  .transform((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
  .pipe(z.string().min(1).max(500));

export const Mail = z
  .looseObject({
    to: addresses.optional(),
    subject: oneLine,
    text: z.string().max(500_000).optional(),
    html: z.string().max(500_000).optional(),
    replyTo: mailAddress.optional(),
  })
  .refine(({ text, html }) => (text ?? html ?? '') !== '', { path: ['text'] });
type Mail = z.infer<typeof Mail>;
export type Addressed = Mail & { to: string[] };

/** To whom it goes: the record's own addresses, else those of the step, else ourselves. */
export const addressed = (mail: Mail, chosen: string, { from }: Settings): Addressed => ({
  ...mail,
  to: mail.to ?? (chosen.trim() === '' ? [from] : addresses.parse(chosen)),
});

/** The same delivery has the same id, so that a mailbox can tell a second copy. */
export function messageIdOf(key: string, { to, subject }: Addressed, { from }: Settings): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([key, to, subject]))
    .digest('hex')
    .slice(0, 40);
  return `<${hash}@${from.split('@')[1]}>`;
}

/** The message as it leaves (RFC 5322). Nothing in it is read from a file or an address, whatever a record holds. */
export const composed = (
  mail: Addressed,
  messageId: string,
  { from, fromName }: Settings,
  date: Date,
): Promise<Buffer> =>
  new MailComposer({
    ...{ from: { name: fromName, address: from }, to: mail.to.map((address) => ({ name: '', address })) },
    ...{ subject: mail.subject, text: mail.text, html: mail.html, messageId, date },
    ...(mail.replyTo && { replyTo: { name: '', address: mail.replyTo } }),
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...{ disableFileAccess: true, disableUrlAccess: true, newline: 'windows' },
  })
    .compile()
    .build();
