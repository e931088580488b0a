import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectSandbox, publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

/** What a dead process left behind must be worked off within this. */
const takeOverMilliseconds = 60_000;

let koppel: RunningKoppel;
let person: Person;
const processes: ChildProcess[] = [];
beforeAll(async () => {
  koppel = await runKoppel();
  person = await koppel.person('admin');
});
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await koppel.stop();
});

const runsOf = async (flow: string) => (await person.call('listRuns', { query: { flow } })).items;

async function untilRun(flow: string) {
  for (;;) {
    // A check that finds nothing leaves no trace.
    const run = (await runsOf(flow)).find(({ counts }) => counts.read > 0);
    if (run) return untilEnded(person, run.id);
    await pause(50);
  }
}

/** A flow from `source` to the demo address, on. */
async function follower(source: Record<string, unknown>) {
  const address = await connectSandbox(person, 'http');
  const rows = [{ to: 'id', from: 'key ? key : id' }];
  const graph = {
    nodes: [
      { id: 'get', kind: 'source' as const, position: { x: 0, y: 0 }, settings: { everyMinutes: null, ...source } },
      {
        id: 'match',
        kind: 'datamapper' as const,
        position: { x: 0, y: 0 },
        settings: { mapping: { mode: 'rows', rows } },
      },
      {
        id: 'send',
        kind: 'target' as const,
        position: { x: 0, y: 0 },
        settings: { connection: address, operation: 'json', options: { path: '/followed' } },
      },
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'send' },
    ],
  };
  const { id } = await person.call('createFlow', { body: { name: 'Follower', graph } });
  await person.call('publishFlow', { params: { id }, body: {} });
  await person.call('turnOn', { params: { id }, body: { from: 'now' } });
  return id;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** A web process of its own, beside the worker of this one. */
async function startWebProcess() {
  const port = await freePort();
  const main = path.join(import.meta.dirname, '..', 'main.ts');
  const env = { PATH: process.env.PATH, ...koppel.environment, KOPPEL_ROLE: 'web', PORT: String(port) };
  const child = spawn(process.execPath, [main], { env, stdio: 'ignore' });
  processes.push(child);
  const address = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${address}/api/health`).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await isUp())) await pause(100);
  return { child, address };
}

async function hook() {
  const settings = { signing: 'link' };
  const { id: connection } = await person.call('createConnection', {
    body: { connector: 'webhook', name: 'Hook', settings },
  });
  const flow = await follower({ connection, operation: 'events', options: {} });
  const { path: hookPath } = await person.call('getInbox', { params: { id: connection } });
  return { flow, path: hookPath, connection };
}

it('what was answered 202 by a process that is killed at once is worked off within a minute', async () => {
  const { flow, path: hookPath } = await hook();
  const web = await startWebProcess();
  const answer = await fetch(`${web.address}${hookPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'K1' }),
  });
  web.child.kill('SIGKILL');
  expect(answer.status).toBe(202);
  const killedAt = performance.now();
  await once(web.child, 'exit');
  const run = await untilRun(flow);
  expect(performance.now() - killedAt).toBeLessThan(takeOverMilliseconds);
  expect(run).toMatchObject({ status: 'done', counts: { read: 1, attention: 0 } });
  const received = (await person.call('listReceived', { params: { name: 'http' } })).items;
  expect(received.filter(({ body }) => JSON.stringify(body) === '{"id":"K1"}')).toHaveLength(1);
}, 90_000);

it('what was kept and never started is started by whoever keeps house', async () => {
  const { flow, connection } = await hook();
  const { organizationId } = person;
  const isDue = async () => (await person.call('getFlow', { params: { id: flow } })).nextCheckAt !== null;
  // The first check by the clock must be over, or it reads what is put there next.
  while ((await isDue()) || (await runsOf(flow)).length > 0) await pause(50);
  await koppel.services.db.execute(`
    with box as (update inboxes set last_no = last_no + 1, arrived_at = now() - interval '1 minute'
      where organization_id = '${organizationId}' and id = '${connection}' returning last_no)
    insert into arrivals select '${organizationId}', '${connection}', last_no, 'e', 'F1', 'F1', '{"id":"F1"}', null, now() from box`);
  expect(await untilRun(flow)).toMatchObject({ trigger: 'webhook', counts: { read: 1, sent: 1 } });
});

it('what one flow sends starts the flow that follows it, each record once', async () => {
  const { flow: first } = await publishOrdersToAddress(person);
  const { id: connection } = await person.call('createConnection', {
    body: { connector: 'another-flow', name: 'Another flow' },
  });
  const flow = await follower({ connection, operation: 'results', options: { flow: first.id } });
  const started = await person.call('startRun', { params: { id: first.id }, body: { mode: 'live' } });
  const { counts } = await untilEnded(person, started.id);
  expect(counts.sent).toBe(9);
  expect(await untilRun(flow)).toMatchObject({ trigger: 'flow', status: 'done', counts: { read: 9, sent: 9 } });
  await untilEnded(person, (await person.call('startRun', { params: { id: first.id }, body: { mode: 'live' } })).id);
  expect(await runsOf(flow)).toHaveLength(1);
});

it('a period is read once more, and the flow goes on where it was', async () => {
  const { flow } = await publishOrdersToAddress(person);
  const cursor = async () => (await person.call('getCursor', { params: { id: flow.id } })).items[0]?.cursor;
  const runFor = async (from: Date, to: Date) => {
    const period = { from: from.toISOString(), to: to.toISOString() };
    const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'live', period } });
    return (await untilEnded(person, started.id)).counts;
  };
  const day = 86_400_000;
  const now = Date.now();
  await untilEnded(person, (await person.call('startRun', { params: { id: flow.id }, body: { mode: 'live' } })).id);
  const before = await cursor();
  const all = await runFor(new Date(now - 400 * day), new Date(now + day));
  expect(all).toMatchObject({ read: 12, sent: 0, alreadyThere: 9 });
  expect(await runFor(new Date(now - 400 * day), new Date(now - 399 * day))).toMatchObject({ read: 0 });
  expect(await cursor()).toEqual(before);
  const wrong = { from: new Date(now).toISOString(), to: new Date(now - day).toISOString() };
  const refused = await person.ask('startRun', { params: { id: flow.id }, body: { mode: 'live', period: wrong } });
  expect(refused.status).toBe(400);
});

it('a period of what arrived is read once more with only the last of each key, because what came before would go over it', async () => {
  const { flow, path: url } = await hook();
  const headers = { 'content-type': 'application/json' };
  for (const stock of [5, 4]) {
    await koppel.app.inject({ method: 'POST', url, headers, payload: { id: 'P1', stock } });
    while (!(await runsOf(flow)).some(({ counts }) => counts.read > 0)) await pause(50);
  }
  const [from, to] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const period = { from: from ?? '', to: to ?? '' };
  const { id } = await person.call('startRun', { params: { id: flow }, body: { mode: 'live', period } });
  expect(await untilEnded(person, id)).toMatchObject({ counts: { read: 1 } });
  const record = await person.call('getRunRecord', { params: { id, no: 0 } });
  expect(record.input).toEqual({ id: 'P1', stock: 4 });
});
