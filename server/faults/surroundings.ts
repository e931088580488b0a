import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Broken } from './broken.ts';
import { checkJourney, fileToBooks, type Journey, orderNumbers, settledRecords } from './journeys.ts';
import { endWorker, type Lab, until } from './lab.ts';
import { recovered, startLive, type Trial } from './trial.ts';

const orders = 120;

async function underWay(lab: Lab, moreThan: number): Promise<{ journey: Journey; run: string }> {
  lab.books.slowness = 20;
  const journey = await fileToBooks(lab, orderNumbers(orders));
  const run = await startLive(lab, journey);
  lab.startWorker();
  await until(() => lab.books.effects.length > moreThan, 'the first orders arrive');
  return { journey, run };
}

const terminate = ({ koppel }: Lab, which: 'listening' | 'all') =>
  koppel.services.db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and (${which} = 'all' or query ilike 'listen%')`);

/** The connection that hears of new jobs is cut, and then a job comes. */
export const listenLost: Trial = async (lab) => {
  lab.startWorker();
  await until(async () => (await livingWorkers(lab)) > 0, 'the worker lives');
  await terminate(lab, 'listening');
  const struckAt = performance.now();
  const journey = await fileToBooks(lab, orderNumbers(20));
  return recovered(lab, journey, [await startLive(lab, journey)], struckAt);
};

/** Every session of the database ends in the middle of the work, twice. */
export const sessionsLost: Trial = async (lab, seed) => {
  const { journey, run } = await underWay(lab, seed % 40);
  await terminate(lab, 'all');
  const struckAt = performance.now();
  await pause(200);
  await terminate(lab, 'all');
  return recovered(lab, journey, [run], struckAt);
};

/** A worker stands still for longer than its lease and then goes on as if nothing had happened. */
export const frozen: Trial = async (lab, seed) => {
  lab.books.slowness = 30;
  const journey = await fileToBooks(lab, orderNumbers(orders));
  const run = await startLive(lab, journey);
  const first = lab.startWorker();
  await until(() => lab.books.effects.length > seed % 20, 'the first orders arrive');
  first.kill('SIGSTOP');
  const struckAt = performance.now();
  lab.startWorker();
  const took = await recovered(lab, journey, [run], struckAt);
  first.kill('SIGCONT');
  await pause(3000);
  await checkJourney(journey, await settledRecords(lab.person, [run], 1));
  return took;
};

/** Two workers look for flows that are due at the same moment, three times over. */
export const twoPollers: Trial = async (lab) => {
  lab.startWorker();
  lab.startWorker();
  const journey = await fileToBooks(lab, orderNumbers(20), { everyMinutes: 1 });
  const struckAt = performance.now();
  await lab.person.call('turnOn', { params: { id: journey.flowId }, body: {} });
  const runs = async () => (await lab.person.call('listRuns', { query: { flow: journey.flowId } })).items;
  await until(async () => (await runs()).length > 0, 'the flow starts by itself');
  const [first, ...more] = await runs();
  if (more.length > 0) throw new Broken(`${more.length + 1} runs for one moment`);
  return recovered(lab, journey, [first?.id ?? ''], struckAt);
};

const livingWorkers = async ({ koppel }: Lab) =>
  (await koppel.services.db.execute('select 1 from workers')).rows.length;

/** Workers are replaced one after another while they work: no finished batch is done again, no job stays locked. */
export const rollingRestarts: Trial = async (lab) => {
  const { journey, run } = await underWay(lab, 2);
  lab.books.slowness = 400;
  let old = lab.startWorker();
  for (let turn = 0; turn < 3; turn += 1) {
    const next = lab.startWorker();
    await until(async () => (await livingWorkers(lab)) === 3, 'the next worker lives');
    await endWorker(old, 'SIGTERM');
    if (old.exitCode !== 0) throw new Broken('a worker did not stop by itself');
    old = next;
  }
  const took = await recovered(lab, journey, [run], performance.now());
  const { rows } = await lab.koppel.services.db.execute<{ again: number; locked: number }>(sql`
    select (select count(*)::int from batches where fence > 1) as again,
      (select count(*)::int from graphile_worker._private_jobs where locked_by is not null) as locked`);
  if (rows[0]?.again !== 0) throw new Broken(`${rows[0]?.again} batches were taken twice`);
  if (rows[0]?.locked !== 0) throw new Broken(`${rows[0]?.locked} jobs stayed locked`);
  return took;
};
