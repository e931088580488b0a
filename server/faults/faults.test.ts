import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CrashPoint, crashPoints } from '#server/crash-point.ts';
import { startTestServer } from '#server/testing/test-server.ts';
import { atOnceCrashAt } from './hook-faults.ts';
import { fileToBooks, type Journey, orderNumbers } from './journeys.ts';
import { endWorker, type Lab, openLab, until, untilGone } from './lab.ts';
import { recovered, startLive } from './trial.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;
let labs: [Lab, Lab];
beforeAll(async () => {
  server = await startTestServer();
  labs = [await openLab(server), await openLab(server)];
});
afterAll(async () => {
  for (const lab of labs) await lab.close();
  await server.stop();
});

async function dieAt(lab: Lab, point: CrashPoint): Promise<{ journey: Journey; run: string }> {
  const needsToken = point === 'CP13';
  const journey = await fileToBooks(lab, orderNumbers(3, `${point}-`), { withToken: needsToken, asks: needsToken });
  const run = await startLive(lab, journey);
  const dying = lab.startWorker(point);
  if (point === 'CP11') {
    await until(() => lab.books.effects.some((number) => number.startsWith('CP11')), 'the first order arrives');
    await endWorker(dying, 'SIGTERM');
  }
  expect(await untilGone(dying), point).toBe('SIGKILL');
  return { journey, run };
}

/** A migration dies with nobody's records on their way. */
const onTheWay = crashPoints.filter((point) => point !== 'CP12');

/** One dies after the other at half of the points each, at last one that answers a shop, and then another one comes. */
async function dieAndRecover(lab: Lab, half: 0 | 1): Promise<void> {
  const runs: { journey: Journey; run: string }[] = [];
  for (const point of onTheWay.filter((_, index) => index % 2 === half)) runs.push(await dieAt(lab, point));
  const sent = await atOnceCrashAt(half === 0 ? 'CP3' : 'CP7').strike(lab, 1);
  const struckAt = performance.now();
  lab.startWeb('all');
  for (const { journey, run } of runs) await recovered(lab, journey, [run], struckAt);
  await recovered(lab, sent.journey, await sent.runs(), struckAt);
}

it('workers that die at every point of the way, and ones that answer a shop, lose nothing, send nothing twice, and others recover it within a minute', async () => {
  await Promise.all([dieAndRecover(labs[0], 0), dieAndRecover(labs[1], 1)]);
}, 240_000);
