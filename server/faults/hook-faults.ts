import { setTimeout as pause } from 'node:timers/promises';
import type { CrashPoint } from '#server/crash-point.ts';
import { Broken } from './broken.ts';
import { type Event, hookToBooks, isUp, runsOfHook } from './hooks.ts';
import { orderNumbers } from './journeys.ts';
import { endWorker, isOver, type Lab, until, untilGone } from './lab.ts';
import { recovered, type Strike, type Trial } from './trial.ts';

const once = (number: string): Event => ({ number, version: 1 });

/** A process that answers and works dies while it works off at once what was sent to it; the sender repeats what was not answered. */
export const atOnceCrashAt = (point: CrashPoint): Strike => ({
  async heal(lab, seed) {
    lab.startWeb('all');
    if (seed % 2 === 1) lab.startWorker();
  },
  async strike(lab, seed) {
    const issued = orderNumbers(40 + (seed % 20), `H${seed}-`);
    const shop = await hookToBooks(lab, issued, { asks: seed % 2 === 1 });
    const dying = await startedWeb(lab, point, 1 + (point === 'CP7' || point === 'CP8' ? (seed * 7) % 30 : seed % 2));
    const sending = shop.sendAll(issued.map(once), 4);
    if ((await untilGone(dying)) !== 'SIGKILL') throw new Broken(`the process did not die at ${point}`);
    return {
      journey: shop.journey,
      async runs() {
        await sending;
        return runsOfHook(lab, shop);
      },
    };
  },
});

/** It may die over what an earlier one left behind; then it is started once more. */
async function startedWeb(lab: Lab, point: CrashPoint, visit: number) {
  for (;;) {
    const started = lab.startWeb('all', point, visit);
    await until(async () => isOver(started) || (await isUp(lab)), 'the process is up');
    if (!isOver(started)) return started;
  }
}

/** The process that answers is killed again and again while a shop sends; another one works. */
export const webKilled: Trial = async (lab, seed) => {
  const issued = orderNumbers(150 + ((seed * 31) % 150));
  const shop = await hookToBooks(lab, issued, { asks: seed % 2 === 1 });
  for (let more = 0; more < 1 + (seed % 2); more += 1) lab.startWorker();
  const role = seed % 3 === 0 ? 'all' : 'web';
  let web = lab.startWeb(role);
  await until(() => isUp(lab), 'the process is up');
  const sending = shop.sendAll(issued.map(once));
  let struckAt = 0;
  for (let turn = 0; turn < 2; turn += 1) {
    await pause(30 + ((seed * 53 + turn * 97) % 300));
    await endWorker(web, 'SIGKILL');
    struckAt = performance.now();
    web = lab.startWeb(role);
    await until(() => isUp(lab), 'the process is up again');
  }
  const answers = await sending;
  if (answers.some((status) => status !== 202 && status !== null && status !== 503))
    throw new Broken(`answered ${[...new Set(answers)].join(', ')}`);
  return recovered(lab, shop.journey, await runsOfHook(lab, shop), struckAt);
};

/** Every event comes ten times, fifty at the same moment. */
export const burst: Trial = async (lab, seed) => {
  const issued = orderNumbers(100 + seed * 5);
  const shop = await hookToBooks(lab, issued);
  lab.startWeb('all');
  await until(() => isUp(lab), 'the process is up');
  const events = issued.flatMap((number) => Array.from({ length: 10 }, () => once(number)));
  await shop.sendAll(events, 50);
  const struckAt = performance.now();
  const runs = await runsOfHook(lab, shop);
  const took = await recovered(lab, shop.journey, runs, struckAt);
  if (lab.books.effects.length !== issued.length) throw new Broken(`${lab.books.effects.length} effects`);
  return took;
};

const versions = 4;

/** Versions of orders come in any order and repeated, with forged and stale requests among them: the newest version stays. */
export const outOfOrder: Trial = async (lab, seed) => {
  const issued = orderNumbers(30);
  const shop = await hookToBooks(lab, issued, { changes: true });
  lab.startWeb('all');
  await until(() => isUp(lab), 'the process is up');
  const all = issued.flatMap((number) =>
    Array.from({ length: versions }, (_, index): Event => ({ number, version: index + 1 })),
  );
  const struckAt = performance.now();
  const some = all.filter((_, index) => index % 3 === 0);
  await Promise.all([forge(shop.send, seed), shop.sendAll(shuffled([...all, ...some], seed), 1 + (seed % 8))]);
  const journey = { ...shop.journey, effects: async () => [...new Set(lab.books.changes.map(({ number }) => number))] };
  const took = await recovered(lab, journey, await runsOfHook(lab, shop), struckAt);
  for (const number of issued) {
    const seen = lab.books.changes.filter((change) => change.number === number).map(({ version }) => version ?? 0);
    if (seen.at(-1) !== versions) throw new Broken(`${number} ended at version ${seen.at(-1)}`);
    if (seen.some((version, index) => version <= (seen[index - 1] ?? 0)))
      throw new Broken(`${number} went through ${seen.join(', ')}`);
  }
  return took;
};

/** Signed with another secret, or kept for longer than the window and sent again. */
async function forge(send: Awaited<ReturnType<typeof hookToBooks>>['send'], seed: number) {
  for (let no = 0; no < 30; no += 1) {
    const event = { number: `FORGED-${no}`, version: 99 };
    const stale = { when: new Date(Date.now() + (no % 2 === 0 ? -1 : 1) * 400_000) };
    const status = await send(event, (no + seed) % 3 === 0 ? stale : { secret: 'somebody-elses-secret' });
    if (status !== 401) throw new Broken(`a forged request was answered ${status}`);
  }
}

/** The same order for the same seed. */
function shuffled<T>(list: T[], seed: number): T[] {
  let state = seed + 1;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  return list
    .map((value) => ({ value, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
