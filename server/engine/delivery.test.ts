import { describe, expect, it } from 'vitest';
import { ledgerRow } from '#server/testing/memory-ledger.ts';
import { type Delivery, decideDelivery } from './delivery.ts';

const now = new Date('2026-11-21T10:00:00Z');
const row = (state: Delivery['state'], runId = 'earlier') =>
  ledgerRow({ key: '1', state, runId, claimedAt: new Date(now.getTime() - 600_000) });
const claim = { key: '1', contentHash: Buffer.alloc(0), version: null, readOrder: 1 };
const plain = { runId: 'this', now, force: false, update: false, repeatable: false };
const decide = (before: Delivery | null, isRestored: boolean) =>
  decideDelivery(before, claim, { ...plain, isRestored }).do;

describe('after a backup was restored', () => {
  it('what the ledger does not know, or knows as not sent, is asked for first', () => {
    expect(decide(null, false)).toBe('write');
    expect(decide(null, true)).toBe('ask-first');
    expect(decide(row('failed'), false)).toBe('write');
    expect(decide(row('failed'), true)).toBe('ask-first');
  });

  it('what it knows as sent is left alone, and what was on its way is asked for as ever', () => {
    for (const restored of [false, true]) {
      expect(decide(row('sent'), restored)).toBe('leave');
      expect(decide(row('unknown'), restored)).toBe('ask-first');
      expect(decide(row('sending'), restored)).toBe('ask-first');
      expect(decide(row('sending', 'this'), restored)).toBe('ask-first');
    }
  });
});
