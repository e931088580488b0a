import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '#server/app.ts';
import { openDatabase } from '#server/database/database.ts';
import { createAtOnce } from '#server/jobs/at-once.ts';
import { hearLiveEvents } from '#server/live-events.ts';
import { type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
});
afterAll(() => koppel.stop());

it('says that it is unavailable, and no more, while the database is away', async () => {
  const nowhere = 'postgres://koppel@127.0.0.1:1/koppel';
  const { db, close } = openDatabase(nowhere);
  const live = hearLiveEvents(nowhere, db);
  const services = { ...koppel.services, db };
  const app = await buildApp(services, live, createAtOnce(services));
  const answer = await app.inject({ url: '/api/health' });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ status: 503, code: 'busy' });
  expect(answer.body).not.toContain('127.0.0.1');
  await app.close();
  await live.close();
  await close();
});
