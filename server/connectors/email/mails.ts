import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { type Addressed, addressed, composed, Mail, messageIdOf } from './message.ts';
import samples from './samples.json' with { type: 'json' };
import { withSession } from './session.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  to: field(
    z
      .string()
      .default('')
      .refine((text) => text.trim() === '' || Mail.shape.to.safeParse(text).success),
    { ...words.toAlways, placeholder: 'warehouse@shop.example' },
  ),
  mostRecipients: field(z.number().int().min(1).max(50).default(5), words.mostRecipients),
});
type Options = z.infer<typeof Options>;

/**
 * One message per record. A mail server cannot be asked what it has sent, so there is no `find`: where its answer is lost, a
 * person decides, and nothing is sent a second time unasked.
 */
export const mails = defineTarget<Settings, Options>({
  title: words.mails,
  confidence: 'documented',
  factsFrom: 'RFC 5321, RFC 5322',
  options: Options,
  fields: [
    { path: 'to', title: words.to, type: 'text', required: false },
    { path: 'subject', title: words.subject, type: 'text', required: true },
    { path: 'text', title: words.text, type: 'text', required: false },
    { path: 'html', title: words.html, type: 'text', required: false },
    { path: 'replyTo', title: words.replyTo, type: 'text', required: false },
  ],
  schema: Mail,
  samples: z.array(z.object({ key: z.string(), body: z.json() })).parse(samples.mails),
  async write(context, { to, mostRecipients }, record, key) {
    const mail = addressed(Mail.parse(record), to, context.settings);
    if (mail.to.length > mostRecipients)
      throw new PermanentError({
        problem: { code: 'email.too-many-recipients', params: { count: mail.to.length, most: mostRecipients } },
      });
    return { id: await sendMail(context, mail, key) };
  },
});

async function sendMail(context: ConnectorContext<Settings>, mail: Addressed, key: string): Promise<string> {
  const { settings, now } = context;
  const messageId = messageIdOf(key, mail, settings);
  const message = await composed(mail, messageId, settings, now());
  const said = message.toString();
  const rejected = await withSession(context, { effect: 'write', said }, async (session) => {
    const accepted = await session.send({ from: settings.from, to: mail.to }, message);
    return { value: accepted.rejected, answer: accepted.response };
  });
  if (rejected.length > 0)
    throw new PermanentError({
      problem: {
        code: 'email.some-refused',
        params: { addresses: rejected.join(', '), sent: mail.to.length - rejected.length },
      },
    });
  return messageId;
}
