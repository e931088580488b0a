import { afterAll, beforeAll, expect, it } from 'vitest';
import { findConnection } from '#server/connections/sealed.ts';
import { TemporaryError } from '#server/errors.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createLines } from '#server/outbound/lines/create.ts';
import { closeAll, httpServer } from '#server/outbound/little-servers.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';
import { trafficOf } from './traffic.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('admin');
});
afterAll(async () => {
  closeAll();
  await koppel.stop();
});

const codeOf = (asking: Promise<unknown>) =>
  asking.then(
    () => 'done',
    (error: unknown) => (error instanceof TemporaryError ? error.problem.code : error),
  );

it('a system is left alone for its lines too, and a file that is read in downloads counts as its downloads only', async () => {
  const id = await connectSandbox(person, 'http');
  let isAway = true;
  const host = await httpServer((_request, response) => void response.writeHead(isAway ? 503 : 200).end('a;b'));
  let now = new Date('2026-11-21T10:00:00Z');
  const methods: string[] = [];
  const open = async () => {
    const row = await findConnection(koppel.services, person.organizationId, id);
    if (!row) throw new Error('the connection is gone');
    const lines = createLines({
      ...{ secrets: [], hosts: [host], mayReach: allowPrivate([host]), now: () => now },
      onExchange: ({ method }) => void methods.push(method),
    });
    return trafficOf({ db: koppel.services.db, now: () => now }, row, undefined).lines(lines);
  };
  const url = `http://${host}/a.csv`;
  const asked = { method: 'READ', url, effect: 'read', said: null } as const;
  const fileRead = async (lines: Awaited<ReturnType<typeof open>>) =>
    lines.ask({ ...asked, ofDownloads: true }, async () => {
      const { body } = await lines.download({ url });
      return { value: await body.toArray(), answer: null, status: 200 };
    });
  const lineAsked = async () => (await open()).ask(asked, async () => ({ value: null, answer: null, status: null }));

  for (let times = 0; times < 5; times += 1) expect(await codeOf(fileRead(await open()))).toBe('http.not-available');
  expect(await codeOf(fileRead(await open()))).toBe('run.left-alone');
  expect(await codeOf(lineAsked())).toBe('run.left-alone');
  isAway = false;
  now = new Date(now.getTime() + 16_000);
  expect(await codeOf(fileRead(await open()))).toBe('done');
  expect(await codeOf(lineAsked())).toBe('done');
  expect(methods).toEqual(['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'READ']);
});
