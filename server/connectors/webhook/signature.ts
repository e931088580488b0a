import { createHmac, timingSafeEqual } from 'node:crypto';
import { PermanentError } from '#server/errors.ts';
import type { HookDelivery } from '../connector.ts';
import type { Settings } from './settings.ts';

/** A signed time that lies further off is a request that somebody kept and sends again (Standard Webhooks). */
const windowSeconds = 300;

const refused = (code: string) => new PermanentError({ problem: { code: `webhook.${code}`, params: {} } });

/** While secrets change, the old one holds beside the new. */
const secretsOf = ({ secret, secondSecret }: Settings) => [secret, secondSecret].filter((each) => each !== '');

/** Standard Webhooks writes secrets as `whsec_` and base64 (documented); anything else is taken as it is. */
const keyOf = (secret: string) =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');

const mac = (secret: string, ...parts: (string | Buffer)[]) => {
  const hmac = createHmac('sha256', keyOf(secret));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

const same = (given: Buffer, wanted: Buffer) => given.length === wanted.length && timingSafeEqual(given, wanted);

/** Throws unless the request was signed with one of the secrets, lately. */
export function verify(settings: Settings, delivery: HookDelivery, now: Date): void {
  if (settings.signing === 'link') return;
  const secrets = secretsOf(settings);
  if (secrets.length === 0) throw refused('no-secret');
  const given =
    settings.signing === 'standard' ? standardSignatures(delivery, now) : plainSignature(settings, delivery);
  if (!secrets.some((secret) => given.signatures.some((each) => same(each, mac(secret, ...given.signed)))))
    throw refused('wrong-signature');
}

/** Standard Webhooks (documented): `v1,<base64>` over `id.timestamp.body`, several of them while a secret changes. */
function standardSignatures({ headers, body }: HookDelivery, now: Date) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (!id || !timestamp || !signature) throw refused('not-signed');
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > windowSeconds) throw refused('too-old');
  const signatures = signature
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice('v1,'.length), 'base64'));
  return { signatures, signed: [`${id}.${timestamp}.`, body] };
}

/** An HMAC-SHA256 of the body in a header, with or without `sha256=` before it, as most shops send it (reported). */
function plainSignature({ signing, signatureHeader }: Settings, { headers, body }: HookDelivery) {
  const value = headers[signatureHeader.toLowerCase()]?.replace(/^sha256=/, '');
  if (!value) throw refused('not-signed');
  return { signatures: [Buffer.from(value, signing === 'hex' ? 'hex' : 'base64')], signed: [body] };
}

/** The headers with which a sender proves itself. */
export function sign(settings: Settings, id: string, body: Buffer, now: Date): Record<string, string> {
  const { signing, secret, signatureHeader } = settings;
  if (signing === 'link') return {};
  if (signing !== 'standard') return { [signatureHeader.toLowerCase()]: mac(secret, body).toString(signing) };
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = mac(secret, `${id}.${timestamp}.`, body).toString('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
