import * as z from 'zod';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Settings } from './settings.ts';

const Refusal = z.object({
  responseCode: z.number().int(),
  response: z.string().default(''),
  command: z.string().optional(),
});

/** Greylisting asks for a while, and says nowhere for how long. */
const laterSeconds = 120;

/**
 * What the mail server's no means (RFC 5321, 4.2): 4yz passes by itself, 5yz needs a person, and whoever it does not let in
 * has lost the connection. null where it said nothing.
 */
export function refusalOf(error: unknown, phase: 'greeting' | 'sign-in' | 'message', { host }: Settings) {
  const tls = tlsFault(error, host);
  if (tls) return tls;
  const read = Refusal.safeParse(error);
  if (!read.success) return null;
  const { responseCode: status, response, command = '' } = read.data;
  const params = { status, message: response.replace(/\s+/g, ' ').slice(0, 300) };
  const problem = (word: string) => ({ problem: { code: `email.${word}`, params }, cause: error });
  if (status < 500) return new TemporaryError({ ...problem('later'), retryAfterSeconds: laterSeconds });
  if (phase === 'sign-in' || status === 530) return new ConnectionLostError(problem('login-refused'));
  if (phase === 'greeting') return new ConnectionLostError(problem('not-welcome'));
  if (command.startsWith('MAIL')) return new PermanentError(problem('sender-refused'));
  return new PermanentError(problem(command.startsWith('RCPT') ? 'recipient-refused' : 'message-refused'));
}

/** The mail library puts a code of its own over the one that tells of the certificate. */
function tlsFault(error: unknown, host: string) {
  if (!(error instanceof Error)) return null;
  const about = `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`;
  if (/certificate|self[- ]signed|unable to verify|altnames|wrong version number/i.test(about))
    return new TemporaryError({ problem: { code: 'http.certificate', params: { host } }, cause: error });
  const isAboutTls = 'code' in error && error.code === 'ETLS';
  return isAboutTls ? new PermanentError({ problem: { code: 'email.no-tls', params: { host } }, cause: error }) : null;
}
