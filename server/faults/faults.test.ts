import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CrashPoint, crashPoints } from '#server/crash-point.ts';
import { startTestServer } from '#server/testing/test-server.ts';
import { atOnceCrashAt } from './hook-faults.ts';
import { fileToBooks, type Journey, orderNumbers } from './journeys.ts';
import { endWorker, type Lab, openLab, until, untilGone } from './lab.ts';
import { recovered, startLive } from './trial.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;
let lab: Lab;
beforeAll(async () => {
  server = await startTestServer();
  lab = await openLab(server);
});
afterAll(async () => {
  await lab.close();
  await server.stop();
});

/** A migration dies with nobody's records on their way, and only some need a token. */
const onTheWay = crashPoints.filter((point) => !['CP12', 'CP13'].includes(point));

async function dieAt(point: CrashPoint, journey: Journey): Promise<string> {
  const run = await startLive(lab, journey);
  const dying = lab.startWorker(point);
  if (point === 'CP11') {
    await until(() => lab.books.effects.some((number) => number.startsWith('CP11')), 'the first order arrives');
    await endWorker(dying, 'SIGTERM');
  }
  expect(await untilGone(dying), point).toBe('SIGKILL');
  return run;
}

it('workers that die at every point of the way, and one that answers a shop, lose nothing, send nothing twice, and others recover it within a minute', async () => {
  const runs: { journey: Journey; run: string }[] = [];
  for (const point of onTheWay) {
    const journey = await fileToBooks(lab, orderNumbers(3, `${point}-`));
    runs.push({ journey, run: await dieAt(point, journey) });
  }
  const withToken = await fileToBooks(lab, orderNumbers(3, 'CP13-'), { withToken: true, asks: true });
  runs.push({ journey: withToken, run: await dieAt('CP13', withToken) });
  const sent = await atOnceCrashAt('CP7').strike(lab, 1);
  const struckAt = performance.now();
  lab.startWeb('all');
  for (const { journey, run } of runs) await recovered(lab, journey, [run], struckAt);
  await recovered(lab, sent.journey, await sent.runs(), struckAt);
}, 240_000);
