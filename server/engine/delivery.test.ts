import { describe, expect, it } from 'vitest';
import { type Delivery, decideDelivery } from './delivery.ts';

const now = new Date('2026-11-21T10:00:00Z');
const row = (state: Delivery['state'], runId = 'earlier'): Delivery => ({
  ...{ key: '1', state, targetId: null, runId, claimedAt: new Date(now.getTime() - 600_000) },
  contentHash: Buffer.alloc(0),
});
const decide = (before: Delivery | null, restored: boolean) => decideDelivery(before, 'this', now, { restored });

describe('after a backup was restored', () => {
  it('what the ledger does not know, or knows as not sent, is asked for first', () => {
    expect(decide(null, false)).toBe('send');
    expect(decide(null, true)).toBe('ask-first');
    expect(decide(row('failed'), false)).toBe('send');
    expect(decide(row('failed'), true)).toBe('ask-first');
  });

  it('what it knows as sent is left alone, and what was on its way is asked for as ever', () => {
    for (const restored of [false, true]) {
      expect(decide(row('sent'), restored)).toBe('already-there');
      expect(decide(row('unknown'), restored)).toBe('ask-first');
      expect(decide(row('sending'), restored)).toBe('ask-first');
      expect(decide(row('sending', 'this'), restored)).toBe('ask-first');
    }
  });
});
