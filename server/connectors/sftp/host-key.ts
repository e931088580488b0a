import { createHash } from 'node:crypto';

/** A host key as OpenSSH shows it (ssh-keygen -l). */
export const fingerprint = (key: Buffer) =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The same without what people lose or add when they copy it. */
export const plainFingerprint = (text: string) =>
  text
    .trim()
    .replace(/^SHA256:/i, '')
    .replace(/=+$/, '');
