import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
let connection: string;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
});
afterAll(() => koppel.stop());

/** A connection to the demo address that signs in by a code, as a person makes one. */
beforeEach(async () => {
  person = await koppel.person('merchant');
  const address = koppel.services.sandboxes?.addressOf('http') ?? '';
  const made = await person.call('createConnection', {
    body: {
      connector: 'http',
      name: 'Signs in',
      settings: {
        ...{ address, auth: 'code', clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
        ...{ authorizeUrl: `${address}/code/authorize`, tokenUrl: `${address}/code/token`, scope: 'orders' },
      },
    },
  });
  expect(made.access).toBe('missing');
  connection = made.id;
});

async function stateOf(who: Person) {
  const { address } = await who.call('askAccess', { params: { id: connection } });
  return new URL(address).searchParams;
}

it('a person is sent to the other system, comes back with a code, and the connection works', async () => {
  const asked = await stateOf(person);
  expect(asked.get('redirect_uri')).toMatch(/^http:\/\/.*\/connections\/access$/);
  expect(asked.get('scope')).toBe('orders');
  const back = { state: asked.get('state') ?? '', code: 'the-code' };
  const given = await person.call('takeAccess', { body: back });
  expect(given).toMatchObject({ id: connection, access: 'given', state: 'working' });
});

it('what somebody else asked for opens nothing, nor does what was changed or is too old', async () => {
  const state = (await stateOf(person)).get('state') ?? '';
  const colleague = await koppel.person('merchant', person.organizationId);
  const stranger = await koppel.person('admin');
  const changed = `${state.slice(0, -4)}AAAA`;
  for (const [who, given] of [
    [colleague, state],
    [stranger, state],
    [person, changed],
    [person, 'nonsense'],
  ] as const) {
    const answer = await who.ask('takeAccess', { body: { state: given, code: 'the-code' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'system.access-refused' } });
  }
  const { now } = koppel.services;
  koppel.services.now = () => new Date(now().getTime() + 11 * 60_000);
  const late = await person.ask('takeAccess', { body: { state, code: 'the-code' } });
  koppel.services.now = now;
  expect(late.status).toBe(400);
});

it('a code that the other system refuses is told in its words, and the connection stays without access', async () => {
  const state = (await stateOf(person)).get('state') ?? '';
  await person.call('updateConnection', { params: { id: connection }, body: { settings: await wrongSecret() } });
  const answer = await person.ask('takeAccess', { body: { state, code: 'the-code' } });
  expect(answer).toMatchObject({ status: 400, body: { code: 'http.key-refused' } });
  const kept = await person.call('getConnection', { params: { id: connection } });
  expect(kept.access).toBe('missing');
});

it('a connection that signs in with a key asks nobody for access', async () => {
  const address = koppel.services.sandboxes?.addressOf('http') ?? '';
  const made = await person.call('createConnection', {
    body: { connector: 'http', name: 'Key', settings: { address, auth: 'bearer', key: 'sandbox-key' } },
  });
  expect(made.access).toBe('not-needed');
  expect((await person.ask('askAccess', { params: { id: made.id } })).status).toBe(404);
});

async function wrongSecret() {
  const { settings } = await person.call('getConnection', { params: { id: connection } });
  const plain = Object.entries(settings).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return { ...Object.fromEntries(plain), clientSecret: 'another-secret' };
}
