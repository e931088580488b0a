import * as z from 'zod';
import type { BenchKoppel } from './koppel.ts';
import { startChild } from './processes.ts';
import { atLeast, atMost, type Line } from './table.ts';

const Told = z.object({ seconds: z.number(), answered: z.number(), latencies: z.array(z.number()) });

/** From the first byte of a webhook to the arrival at the target, one call per record, durable on the way. */
export async function webhooks(koppel: BenchKoppel, say: (text: string) => void): Promise<Line[]> {
  const front = await koppel.startFront();
  let first = 0;
  const measure = async (count: number, perSecond: number) => {
    const sender = await startChild('hook-sender.ts', [String(first), String(count), String(perSecond)]);
    first += count;
    const path = await koppel.newHook(String(sender.first));
    const told = Told.parse(await sender.ask(`${front.first}${path}`));
    await sender.stop();
    const sorted = told.latencies.toSorted((a, b) => a - b);
    const share = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
    say(
      `webhooks, ${perSecond || 'as many as go'} a second: p50 ${share(0.5).toFixed(1)} ms, p99 ${share(0.99).toFixed(1)} ms, ${Math.round(count / told.seconds)}/s`,
    );
    return { p99: share(0.99), rate: count / told.seconds };
  };
  await measure(400, 200);
  const steady = await measure(3000, 200);
  const saturated = await measure(10_000, 0);
  await front.stop();
  return [
    atMost('webhook to target at 200 a second, p99', steady.p99, 10, 5, ' ms'),
    atLeast('webhooks to target, as many as go', saturated.rate, 1500, 3000, '/s'),
  ];
}
