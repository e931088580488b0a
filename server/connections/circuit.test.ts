import { afterAll, beforeAll, expect, it } from 'vitest';
import { findConnection } from '#server/connections/sealed.ts';
import { TemporaryError } from '#server/errors.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';
import { circuitOf } from './circuit.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

const start = new Date('2026-11-21T10:00:00Z');
const away = new TemporaryError({ problem: { code: 'http.time-out', params: {} } });

/** The circuits of two processes for one new connection, and their clock. */
async function twoProcesses() {
  const id = await connectSandbox(person, 'http');
  const clock = { now: start };
  const open = async () => {
    const row = await findConnection(koppel.services, person.organizationId, id);
    if (!row) throw new Error('the connection is gone');
    return circuitOf({ db: koppel.services.db, now: () => clock.now }, row);
  };
  const later = (seconds: number) => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000);
  };
  return { id, open, later };
}

const goesThrough = (entering: Promise<void>) =>
  entering.then(
    () => true,
    (error: unknown) =>
      error instanceof TemporaryError ? { notTried: error.notTried, in: error.retryAfterSeconds } : error,
  );

it('a system that fails five times in a row is left alone by all processes, and one call finds out whether it is back', async () => {
  const { open, later } = await twoProcesses();
  const one = await open();
  for (let times = 0; times < 4; times += 1) await one.failed(away);
  expect(await goesThrough((await open()).enter())).toBe(true);
  await Promise.all([one.failed(away), one.failed(away), one.failed(away)]);
  expect(await goesThrough(one.enter())).toEqual({ notTried: true, in: 15 });
  const other = await open();
  expect(await goesThrough(other.enter())).toEqual({ notTried: true, in: 15 });

  later(16);
  const [probe, second] = [await open(), await open()];
  expect(await goesThrough(probe.enter())).toBe(true);
  expect(await goesThrough(second.enter())).toEqual({ notTried: true, in: 30 });
  await probe.failed(away);
  expect(await goesThrough((await open()).enter())).toEqual({ notTried: true, in: 30 });

  later(31);
  const again = await open();
  expect(await goesThrough(again.enter())).toBe(true);
  await again.worked();
  expect(await goesThrough((await open()).enter())).toBe(true);
});

it('who was already at work when others left a system alone leaves it alone after its own next failure', async () => {
  const { open } = await twoProcesses();
  const [one, other] = [await open(), await open()];
  for (let times = 0; times < 5; times += 1) await one.failed(away);
  expect(await goesThrough(other.enter())).toBe(true);
  await other.failed(away);
  expect(await goesThrough(other.enter())).toEqual({ notTried: true, in: 15 });
});

it('a refusal or a busy system is no failure', async () => {
  const { open } = await twoProcesses();
  const one = await open();
  const busy = new TemporaryError({ problem: { code: 'http.too-many-requests', params: {} } });
  for (let times = 0; times < 10; times += 1) await one.failed(busy);
  expect(await goesThrough((await open()).enter())).toBe(true);
});

it('a success in between begins the count anew', async () => {
  const { open } = await twoProcesses();
  const one = await open();
  for (let times = 0; times < 4; times += 1) await one.failed(away);
  await one.worked();
  for (let times = 0; times < 4; times += 1) await one.failed(away);
  expect(await goesThrough((await open()).enter())).toBe(true);
});

it('a system that is left alone is shown as such, and a person who presses Check asks it at once', async () => {
  const { id, open, later } = await twoProcesses();
  later((Date.now() - start.getTime()) / 1000);
  const one = await open();
  for (let times = 0; times < 5; times += 1) await one.failed(away);
  const shown = await person.call('getConnection', { params: { id } });
  expect(shown.leftAloneUntil).not.toBeNull();
  const checked = await person.call('checkConnection', { params: { id } });
  expect(checked).toMatchObject({ state: 'working', leftAloneUntil: null });
});
