import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals an organization's secrets: AES-256-GCM under the organization's data key, which itself is sealed under the
 * instance's key. `place` is bound to the sealed bytes, so that they open nowhere but in their own row.
 */
export type Vault = {
  /** A fresh data key, wrapped; stored with the organization. */
  newDataKey(organizationId: string): Buffer;
  seal(dataKey: Buffer, place: Place, secret: string): Buffer;
  /** Throws when the bytes were changed or belong elsewhere. */
  open(dataKey: Buffer, place: Place, sealed: Buffer): string;
};

type Place = { organizationId: string; row: string; column: string };

const nameOf = ({ organizationId, row, column }: Place) => `koppel|1|${organizationId}|${row}|${column}`;

export function createVault(instanceKey: Buffer): Vault {
  if (instanceKey.length !== 32) throw new Error('The instance key must be 32 bytes');
  const keyPlace = (organizationId: string) => ({ organizationId, row: 'organization', column: 'data_key' });
  const unwrap = (dataKey: Buffer, organizationId: string) =>
    open(instanceKey, nameOf(keyPlace(organizationId)), dataKey);
  return {
    newDataKey: (organizationId) => seal(instanceKey, nameOf(keyPlace(organizationId)), randomBytes(32)),
    seal: (dataKey, place, secret) =>
      seal(unwrap(dataKey, place.organizationId), nameOf(place), Buffer.from(secret, 'utf8')),
    open: (dataKey, place, sealed) =>
      open(unwrap(dataKey, place.organizationId), nameOf(place), sealed).toString('utf8'),
  };
}

function seal(key: Buffer, name: string, content: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(name));
  return Buffer.concat([iv, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, name: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(sealed.length - tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes)), decipher.final()]);
}
