import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FlowNode } from '#flows/graph.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

const secret = 'a-secret-that-is-long-enough';
const otherSecret = 'another-secret-long-enough';

let koppel: RunningKoppel;
let person: Person;
let address: string;
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
  address = await connectSandbox(person, 'http');
});
afterAll(() => koppel.stop());

const at = { x: 0, y: 0 };
const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings']): FlowNode => ({
  ...{ id, kind, settings },
  position: at,
});

/** A connection that others send to, and a flow that is on and posts what comes to the demo address. */
async function receiver(settings: Record<string, string> = {}) {
  const { id: connection } = await person.call('createConnection', {
    body: { connector: 'webhook', name: 'Hook', settings: { signing: 'standard', secret, ...settings } },
  });
  const graph = {
    nodes: [
      step('get', 'source', { connection, operation: 'events', options: {}, everyMinutes: null }),
      step('match', 'datamapper', {
        mapping: {
          mode: 'rows',
          rows: [
            { to: 'id', from: 'id' },
            { to: 'state', from: 'state' },
          ],
        },
      }),
      step('send', 'target', { connection: address, operation: 'json', options: { path: `/${connection}` } }),
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'send' },
    ],
  };
  const { id: flow } = await person.call('createFlow', { body: { name: 'Hooked', graph } });
  await person.call('publishFlow', { params: { id: flow }, body: {} });
  await person.call('turnOn', { params: { id: flow }, body: { from: 'now' } });
  const inbox = await person.call('getInbox', { params: { id: connection } });
  return { connection, flow, path: inbox.path };
}

type Sent = { id?: string; key?: string; when?: Date; headers?: Record<string, string> };

/** As Standard Webhooks says that it is sent. */
async function send(path: string, body: unknown, { id = 'e1', key = secret, when = new Date(), headers }: Sent = {}) {
  const payload = JSON.stringify(body);
  const time = String(Math.floor(when.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${time}.${payload}`).digest('base64');
  const signed = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
  const answer = await koppel.app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/json', ...(headers ?? signed) },
    payload,
  });
  return answer.statusCode;
}

const runsOf = async (flow: string) => (await person.call('listRuns', { query: { flow } })).items;

async function untilRuns(flow: string, count: number) {
  for (;;) {
    const runs = await runsOf(flow);
    if (runs.length >= count) return Promise.all(runs.map((run) => untilEnded(person, run.id)));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a flow has read, in the order in which it did, once it has read so much. */
async function untilRead(flow: string, count: number) {
  for (;;) {
    const runs = (await runsOf(flow)).toReversed();
    const read = runs.map(({ counts }) => counts.read).reduce((sum, each) => sum + each, 0);
    if (read < count) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    const records = runs.flatMap(({ id, counts }) => Array.from({ length: counts.read }, (_, no) => ({ id, no })));
    const details = await Promise.all(records.map((params) => person.call('getRunRecord', { params })));
    return details.map(({ input }) => z.object({ state: z.string() }).parse(input).state);
  }
}

const arrivedAt = async (connection: string) => {
  const { items } = await person.call('listReceived', { params: { name: 'http' } });
  return items.filter(({ what }) => what.includes(connection)).map(({ body }) => body);
};

describe('what another system sends', () => {
  it('is answered 202, runs at once, and arrives at the target', async () => {
    const { flow, path, connection } = await receiver();
    expect(await send(path, { id: '1', state: 'paid' })).toBe(202);
    const [run] = await untilRuns(flow, 1);
    expect(run).toMatchObject({ trigger: 'webhook', status: 'done', counts: { read: 1, sent: 1 } });
    expect(await arrivedAt(connection)).toEqual([{ id: '1', state: 'paid' }]);
  });

  it('has one effect when it comes ten times at once, and none when it comes again later', async () => {
    const { flow, path, connection } = await receiver();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(path, { id: '1', state: 'paid' })));
    expect(answers).toEqual(Array.from({ length: 10 }, () => 202));
    await untilRuns(flow, 1);
    expect(await send(path, { id: '1', state: 'paid' })).toBe(202);
    await koppel.services.db.execute('select pg_sleep(0.3)');
    const runs = await runsOf(flow);
    expect(runs.map(({ counts }) => counts.read)).toEqual([1]);
    expect(await arrivedAt(connection)).toHaveLength(1);
  });

  it('of a sender without numbers is a repeat when its content is the same, unless something else came in between', async () => {
    const { flow, path } = await receiver({ signing: 'hex' });
    const post = (body: { id: string; state: string }) => {
      const signature = createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex');
      return send(path, body, { headers: { 'x-signature': `sha256=${signature}` } });
    };
    for (const state of ['paid', 'paid', 'open', 'open', 'paid', 'paid'])
      expect(await post({ id: '1', state })).toBe(202);
    expect(await untilRead(flow, 3)).toEqual(['paid', 'open', 'paid']);
  });

  it('later than something newer never overwrites it', async () => {
    const { flow, path, connection } = await receiver({ changedField: 'at' });
    await send(path, { id: '1', state: 'shipped', at: '2026-11-21T10:05:00Z' }, { id: 'b' });
    await untilRuns(flow, 1);
    expect(await send(path, { id: '1', state: 'paid', at: '2026-11-21T10:00:00Z' }, { id: 'a' })).toBe(202);
    await send(path, { id: '2', state: 'paid', at: '2026-11-21T10:06:00Z' }, { id: 'c' });
    await untilRuns(flow, 2);
    expect(await arrivedAt(connection)).toMatchObject([{ state: 'shipped' }, { id: '2' }]);
  });

  it('about one order in quick succession arrives in its order', async () => {
    const { flow, path } = await receiver();
    const states = Array.from({ length: 12 }, (_, index) => `s${index}`);
    for (const state of states) expect(await send(path, { id: '1', state }, { id: state })).toBe(202);
    expect(await untilRead(flow, states.length)).toEqual(states);
  });

  it('while the flow is paused waits, and comes along when it is turned on again', async () => {
    const { flow, path, connection } = await receiver();
    await person.call('turnOff', { params: { id: flow } });
    expect(await send(path, { id: '1', state: 'paid' })).toBe(202);
    expect(await runsOf(flow)).toEqual([]);
    await person.call('turnOn', { params: { id: flow }, body: {} });
    await untilRuns(flow, 1);
    expect(await arrivedAt(connection)).toHaveLength(1);
  });

  it('can be tried out with one press, without any account', async () => {
    for (const signing of ['standard', 'hex', 'base64', 'link']) {
      const { flow, connection } = await receiver({ signing });
      await person.call('sendSample', { params: { id: connection } });
      const [run] = await untilRuns(flow, 1);
      expect(run).toMatchObject({ status: 'done', counts: { sent: 1 } });
    }
  });
});

describe('what cannot be trusted', () => {
  const body = { id: '1', state: 'paid' };

  it('is refused and starts nothing: unsigned, signed with another secret, changed on the way, too old', async () => {
    const { flow, path, connection } = await receiver();
    const old = new Date(Date.now() - 301_000);
    expect(await send(path, body, { headers: {} })).toBe(401);
    expect(await send(path, body, { key: otherSecret })).toBe(401);
    expect(await send(path, body, { when: old })).toBe(401);
    expect(await send(path, body, { when: new Date(Date.now() + 301_000) })).toBe(401);
    const time = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`e1.${time}.{"id":"2"}`).digest('base64');
    const tampered = { 'webhook-id': 'e1', 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
    expect(await send(path, body, { headers: tampered })).toBe(401);
    expect((await person.call('getInbox', { params: { id: connection } })).arrived).toBe(0);
    expect(await runsOf(flow)).toEqual([]);
  });

  it('finds no open door: without a secret there is no connection, and an unknown address is not found', async () => {
    const make = (settings: Record<string, string>) =>
      person.ask('createConnection', { body: { connector: 'webhook', name: 'Open', settings } });
    expect((await make({ signing: 'standard' })).status).toBe(400);
    expect((await make({ signing: 'hex', secret: 'short' })).status).toBe(400);
    expect((await make({ signing: 'link' })).status).toBe(200);
    expect(await send('/hooks/nobody-knows-this-address', body)).toBe(404);
  });

  it('is told apart while a secret changes: both hold, and then only the new one', async () => {
    const { path, connection } = await receiver({ secondSecret: otherSecret });
    expect(await send(path, body, { id: 'a' })).toBe(202);
    expect(await send(path, body, { id: 'b', key: otherSecret })).toBe(202);
    const settings = { signing: 'standard', secret: otherSecret, secondSecret: 'unused-0123456789' };
    await person.call('updateConnection', { params: { id: connection }, body: { settings } });
    expect(await send(path, body, { id: 'c' })).toBe(401);
    expect(await send(path, body, { id: 'd', key: otherSecret })).toBe(202);
  });

  it('or cannot be read is refused: too large, no JSON, too deep, names that change prototypes', async () => {
    const { path, flow, connection } = await receiver({ signing: 'link' });
    const raw = (payload: string) =>
      koppel.app.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/json' }, payload });
    expect((await raw(`"${'x'.repeat(1_000_001)}"`)).statusCode).toBe(413);
    expect((await raw('{"id":')).statusCode).toBe(400);
    expect((await raw(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).statusCode).toBe(400);
    expect((await raw('{"id":"1","state":"x","__proto__":{"polluted":true}}')).statusCode).toBe(202);
    await untilRuns(flow, 1);
    expect(await arrivedAt(connection)).toEqual([{ id: '1', state: 'x' }]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

it('while the database is away nothing is promised: the sender hears 503 and sends it again', async () => {
  const alone = await runKoppel({ worker: false });
  const admin = await alone.person('admin');
  const { id } = await admin.call('createConnection', {
    body: { connector: 'webhook', name: 'Hook', settings: { signing: 'link' } },
  });
  const { path } = await admin.call('getInbox', { params: { id } });
  const post = () => alone.app.inject({ method: 'POST', url: path, payload: { id: '1' } });
  expect((await post()).statusCode).toBe(202);
  await alone.services.db.execute('alter table arrivals rename to arrivals_gone');
  expect((await post()).statusCode).toBe(503);
  await alone.services.db.execute('alter table arrivals_gone rename to arrivals');
  expect((await post()).statusCode).toBe(202);
  await alone.stop();
});
