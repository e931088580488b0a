import { Agent } from 'undici';
import { expect, test } from 'vitest';
import { roundTrip } from './round-trip.ts';

test('A line that never opens is given up in time, and nothing was sent', async () => {
  const neverOpens = new Agent({ connect: () => {} });
  const request = { origin: 'http://shop.example', path: '/', method: 'POST' } as const;
  const trip = await roundTrip(neverOpens, request, AbortSignal.timeout(50));
  expect(trip).toMatchObject({ sent: false, status: null, aborted: true, cause: { name: 'TimeoutError' } });
});
