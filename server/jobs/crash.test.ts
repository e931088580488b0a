import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { publishOrdersToAccounting } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

/** A dead worker's jobs must be taken over within this. */
const takeOverMilliseconds = 60_000;

let koppel: RunningKoppel;
let person: Person;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('admin');
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await koppel.stop();
});

function startWorkerProcess(): ChildProcess {
  const main = path.join(import.meta.dirname, '..', 'main.ts');
  const env = { PATH: process.env.PATH, ...koppel.environment, KOPPEL_ROLE: 'worker' };
  const worker = spawn(process.execPath, [main], { env, stdio: 'ignore' });
  workers.push(worker);
  return worker;
}

/** The numbers of the shop orders that arrived as sales orders. */
const orders = async () => {
  const { items } = await person.call('listReceived', { params: { name: 'accountview' } });
  const sales = items.filter(({ what }) => what === 'SO1').map(({ body }) => SalesOrder.parse(body).header.COMMENT1);
  return sales.map((number) => number.trim());
};
const SalesOrder = z.object({ header: z.object({ COMMENT1: z.string() }) });

it('a worker killed after a write and before its answer loses nothing and sends nothing twice', async () => {
  const flow = await publishOrdersToAccounting(person);
  await person.call('faultSandbox', { params: { name: 'accountview' }, body: { kind: 'timeout-after', times: 4 } });
  const started = await person.call('startRun', { params: { id: flow.id }, body: { mode: 'live' } });
  const first = startWorkerProcess();
  while ((await orders()).length === 0) await pause(20);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await person.call('faultSandbox', { params: { name: 'accountview' }, body: { kind: 'timeout-after', times: 0 } });

  const killedAt = performance.now();
  startWorkerProcess();
  const run = await untilEnded(person, started.id);
  expect(performance.now() - killedAt).toBeLessThan(takeOverMilliseconds);
  expect(run.counts).toMatchObject({ read: 12, leftOut: 3, attention: 1, waiting: 0 });
  expect(run.counts.sent + run.counts.alreadyThere).toBe(8);
  const arrived = await orders();
  expect(arrived).toHaveLength(8);
  expect(new Set(arrived).size).toBe(8);
}, 90_000);
