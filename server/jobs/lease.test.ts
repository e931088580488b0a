import { expect, it } from 'vitest';
import { createLease, LeaseLostError } from './lease.ts';

function at(seconds: number) {
  const time = { ms: seconds * 1000 };
  return { time, lease: createLease(() => time.ms) };
}

it('a worker that beats may write', () => {
  const { time, lease } = at(0);
  const mayWrite = lease.hold();
  for (time.ms = 0; time.ms < 120_000; time.ms += 5000) {
    expect(mayWrite).not.toThrow();
    lease.beaten(time.ms);
  }
});

it('a worker whose sign of life has not been seen for 12 seconds may not write', () => {
  const { time, lease } = at(0);
  const mayWrite = lease.hold();
  time.ms = 12_001;
  expect(mayWrite).toThrow(LeaseLostError);
});

it('a worker that slept past its lease and beats again may write for what it takes now, not for what it held', () => {
  const { time, lease } = at(0);
  const before = lease.hold();
  time.ms = 300_000;
  lease.beaten(time.ms);
  expect(before).toThrow(LeaseLostError);
  expect(lease.hold()).not.toThrow();
});
