import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { How } from '../koppel.ts';
import { atLeast, type Line, median, notMeasured, plain } from '../table.ts';
import { type Contestant, contestants } from './contestants.ts';
import type { Job, Peer } from './peer.ts';
import { checkSameWork } from './same-work.ts';

export type Match = {
  shop: string;
  orders: number;
  rounds: number;
  /** Records a second of Koppel at the same work. */
  koppel(work: Omit<Job, 'shop'>): Promise<number>;
  say(text: string): void;
};

type Running = { contestant: Contestant; peer: Peer };

/** What one writes or tidies up after its last record must not slow the next one down. */
const settling = 1500;

const ways: How[] = ['list', 'one'];
const figure = (how: How, { name }: Contestant) =>
  `${how === 'list' ? 'lists of 100' : 'one call per record'}, against ${name}`;

/** Koppel and its peers by turns on the same job, all of them running during all of it. */
export async function againstPeers(match: Match): Promise<Line[]> {
  const running: Running[] = [];
  try {
    const lines: Line[] = [];
    for (const contestant of contestants) {
      try {
        running.push({ contestant, peer: await contestant.start(match.say) });
      } catch (error) {
        match.say(`${contestant.name} could not be started: ${String(error)}`);
        lines.push(...ways.map((how) => notMeasured(figure(how, contestant), ...contestant.asked[how], 'x')));
      }
    }
    for (const one of running) await warmUp(match, one);
    return [...(await measure(match, running)), ...lines];
  } finally {
    for (const { peer } of running) await peer.stop();
  }
}

async function warmUp(match: Match, { contestant, peer }: Running) {
  for (const how of ways) await checkSameWork(peer, how);
  match.say(`${contestant.name}: every order arrives, as somebody would map it by hand`);
  const total = Math.min(match.orders, contestant.most / 5);
  for (const how of ways) await rateOf(match, peer, { how, total });
}

async function measure(match: Match, running: readonly Running[]): Promise<Line[]> {
  const rates = new Map<string, number[]>();
  const add = async (how: How, name: string, rate: number) => {
    const key = `${how} ${name}`;
    rates.set(key, [...(rates.get(key) ?? []), rate]);
    match.say(`${how}, ${name}: ${Math.round(rate)}/s`);
    await pause(settling);
  };
  for (let round = 1; round <= match.rounds; round += 1)
    for (const how of ways) {
      await add(how, 'Koppel', await match.koppel({ how, total: match.orders }));
      for (const { contestant, peer } of running) {
        const total = Math.min(match.orders, contestant.most);
        await add(how, contestant.name, await rateOf(match, peer, { how, total }));
      }
    }
  const of = (how: How, name: string) => median(rates.get(`${how} ${name}`) ?? []);
  return running.flatMap(({ contestant }) =>
    ways.flatMap((how) => {
      const rate = of(how, contestant.name);
      return [
        atLeast(figure(how, contestant), of(how, 'Koppel') / rate, ...contestant.asked[how], 'x'),
        plain(`${how === 'list' ? 'lists of 100' : 'one call per record'}, ${contestant.name}`, rate, ' records/s'),
      ];
    }),
  );
}

/** Records a second, by the shop's own count of what arrived. */
async function rateOf({ shop }: Match, peer: Peer, work: Omit<Job, 'shop'>): Promise<number> {
  const before = await takenBy(shop);
  const start = performance.now();
  await peer.carry({ ...work, shop });
  const seconds = (performance.now() - start) / 1000;
  const arrived = (await takenBy(shop)) - before;
  if (arrived !== work.total) throw new Error(`${arrived} of ${work.total} arrived: the figures mean nothing`);
  return work.total / seconds;
}

async function takenBy(shop: string): Promise<number> {
  const answer = await fetch(`${shop}/taken`);
  return z.object({ taken: z.number() }).parse(await answer.json()).taken;
}
