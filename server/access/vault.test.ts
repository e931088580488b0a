import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createVault } from './vault.ts';

const organizationId = 'organization-1';
const place = { organizationId, row: 'connection-1', column: 'secrets' };

it('opens in its own place what it sealed', () => {
  const vault = createVault(randomBytes(32));
  const dataKey = vault.newDataKey(organizationId);
  const sealed = vault.seal(dataKey, place, 'a secret');
  expect(sealed.toString('latin1')).not.toContain('a secret');
  expect(vault.open(dataKey, place, sealed)).toBe('a secret');
});

it('does not open what was moved to another row, column or organization, or was changed', () => {
  const vault = createVault(randomBytes(32));
  const dataKey = vault.newDataKey(organizationId);
  const sealed = vault.seal(dataKey, place, 'a secret');
  for (const elsewhere of [{ row: 'connection-2' }, { column: 'token' }, { organizationId: 'organization-2' }]) {
    expect(() => vault.open(dataKey, { ...place, ...elsewhere }, sealed)).toThrow();
  }
  const changed = Buffer.from(sealed);
  changed[20] = (changed[20] ?? 0) ^ 1;
  expect(() => vault.open(dataKey, place, changed)).toThrow();
  expect(() => vault.open(dataKey, place, sealed.subarray(0, -1))).toThrow();
});

it('does not open with another instance key', () => {
  const vault = createVault(randomBytes(32));
  const dataKey = vault.newDataKey(organizationId);
  const sealed = vault.seal(dataKey, place, 'a secret');
  expect(() => createVault(randomBytes(32)).open(dataKey, place, sealed)).toThrow();
});
