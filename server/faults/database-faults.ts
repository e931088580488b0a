import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Broken } from './broken.ts';
import { hookToBooks, isUp, runsOfHook } from './hooks.ts';
import { checkJourney, fileToBooks, type Journey, orderNumbers, settledRecords } from './journeys.ts';
import { endWorker, isOver, type Lab, until, untilGone } from './lab.ts';
import { firstProcess, type OwnDatabase, onOwnDatabase } from './own-database.ts';
import { recovered, startLive, type Trial } from './trial.ts';

/** PostgreSQL ends in the middle of the work and comes back seconds later, while a shop goes on sending. */
export const databaseAway =
  (how: 'stopped' | 'killed'): Trial =>
  (_lab, seed) =>
    onOwnDatabase(async (lab, own) => {
      lab.books.slowness = 10;
      const journey = await fileToBooks(lab, orderNumbers(100 + seed * 5), { asks: seed % 2 === 1 });
      const hooks = orderNumbers(60, 'H');
      const shop = await hookToBooks(lab, hooks, { asks: seed % 2 === 1 });
      const run = await startLive(lab, journey);
      lab.startWeb('all');
      for (let more = 0; more < seed % 3; more += 1) lab.startWorker();
      await until(() => isUp(lab), 'the process is up');
      await until(() => lab.books.effects.length > (seed * 7) % 60, 'the first orders arrive');
      const sending = shop.sendAll(hooks.map((number) => ({ number, version: 1 })));
      await pause((seed * 37) % 200);
      if (how === 'stopped') await own.stop();
      else await own.kill(seed % 2 === 0 ? 'all' : 'first');
      const whileAway = await shop.send({ number: 'H1', version: 2 });
      if (whileAway !== 503 && whileAway !== null)
        throw new Broken(`a hook was answered ${whileAway} without a database`);
      const asked = await lab.person.ask('listFlows', {});
      if (asked.status !== 503) throw new Broken(`the API answered ${asked.status} without a database`);
      await pause(1500);
      await own.start();
      const struckAt = performance.now();
      await sending;
      await recovered(lab, shop.journey, await runsOfHook(lab, shop), struckAt);
      return recovered(lab, journey, [run], struckAt);
    });

/** `npm start` without settings: its own PostgreSQL is killed under it, or it is killed and leaves PostgreSQL behind; it is started again. */
export const ownDatabaseKilled: Trial = (_lab, seed) =>
  onOwnDatabase(async (lab, own) => {
    lab.books.slowness = 10;
    const journey = await fileToBooks(lab, orderNumbers(120), { asks: seed % 4 < 2 });
    const run = await startLive(lab, journey);
    await own.stop();
    const environment = { KOPPEL_ROLE: 'all', KOPPEL_DATA_DIR: own.folder, DATABASE_URL: '', KOPPEL_DEMO: '0' };
    const port = new URL(lab.address).port;
    const start = () => lab.startWorker(undefined, 1, { ...environment, PORT: port });
    const koppel = start();
    await until(() => lab.books.effects.length > (seed * 7) % 60, 'the first orders arrive');
    if (seed % 2 === 0) process.kill(await firstProcess(own.folder), 'SIGKILL');
    else koppel.kill('SIGKILL');
    await untilGone(koppel);
    const struckAt = performance.now();
    const next = start();
    const isBack = async () => (await lab.person.ask('listFlows', {})).status === 200;
    await until(isBack, 'the database is back');
    const took = await recovered(lab, journey, [run], struckAt);
    if (isOver(next)) throw new Broken('Koppel did not start again');
    await endWorker(next, 'SIGTERM');
    if (next.exitCode !== 0) throw new Broken('Koppel did not stop by itself');
    await own.start();
    return took;
  });

/** What lies in the data folder is put aside while it works, and comes back after everything was sent. */
export const restored =
  (asks: boolean): Trial =>
  (_lab, seed) =>
    onOwnDatabase(async (lab, own) => {
      lab.books.slowness = 10;
      const journey = await fileToBooks(lab, orderNumbers(120 + seed), { asks });
      const later = await fileToBooks(lab, orderNumbers(40, 'L'), { asks });
      const run = await startLive(lab, journey);
      const worker = lab.startWorker();
      await until(() => lab.books.effects.length > 5 + ((seed * 7) % 80), 'the first orders arrive');
      await copy(own, 'to-backup');
      await recoveredWithin(lab, journey, run);
      await recoveredWithin(lab, later, await startLive(lab, later));
      await endWorker(worker, 'SIGKILL');
      await copy(own, 'from-backup');
      const struckAt = performance.now();
      const again = await startLive(lab, later);
      lab.startWorker(undefined, 1, { KOPPEL_RESTORED: '1' });
      await recovered(lab, later, [again], struckAt);
      return recovered(lab, journey, [run], struckAt);
    });

async function recoveredWithin(lab: Lab, journey: Journey, run: string) {
  await checkJourney(journey, await settledRecords(lab.person, [run], 120));
}

/** The folder of a stopped PostgreSQL, as a person would copy it. */
async function copy(own: OwnDatabase, way: 'to-backup' | 'from-backup') {
  const [there, aside] = [path.join(own.folder, 'postgres'), path.join(own.folder, 'backup')];
  await own.stop();
  const [from, to] = way === 'to-backup' ? [there, aside] : [aside, there];
  await rm(to, { recursive: true, force: true });
  await promisify(execFile)('cp', ['-a', from, to]);
  await own.start();
}
