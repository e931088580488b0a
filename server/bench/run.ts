import os from 'node:os';
import { parseArgs } from 'node:util';
import type { Stops } from '#server/parts.ts';
import { explain } from './explain.ts';
import { type BenchKoppel, type How, startBenchKoppel, type Work } from './koppel.ts';
import { mappingAlone } from './mapping-alone.ts';
import { againstPeers } from './peers/against-peers.ts';
import { type Child, startChild, watchMemory } from './processes.ts';
import { atLeast, atMost, type Line, median, plain, print } from './table.ts';
import { webhooks } from './webhooks.ts';

/**
 * `npm run bench`: how fast Koppel carries orders from a shop to a target with everything on (log, ledger, filter, cage),
 * beside a hand-written loop that does nothing else, in interleaved rounds of one run. Read the ratios: they outlive the machine.
 * `--orders` is how many a round carries, `--records` the length of the long run: 1000000 tells how it slows down.
 * `--peers` gives Node-RED and n8n the same job; they are installed outside of the project.
 */
const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    records: { type: 'string', default: '100000' },
    peers: { type: 'boolean', default: false },
  },
});
const records = Number(values.orders);
const rounds = Number(values.rounds);
const lines: Line[] = [];
const stops: Stops = [];
const say = (text: string) => console.error(`  ${text}`);

async function againstByHand(koppel: BenchKoppel, shop: string) {
  const rates = new Map<string, number[]>();
  const add = (name: string, rate: number) => rates.set(name, [...(rates.get(name) ?? []), rate]);
  const ways: How[] = ['list', 'one'];
  for (const how of ways) await rateOf(koppel, { total: 1000, how });
  for (let round = 1; round <= rounds; round += 1) {
    for (const how of ways) {
      add(`hand ${how}`, await byHand(shop, { total: records, how }));
      add(`koppel ${how}`, await rateOf(koppel, { total: records, how }));
    }
    say(
      `round ${round} of ${rounds}: ${[...rates].map(([name, all]) => `${name} ${Math.round(all.at(-1) ?? 0)}/s`).join(', ')}`,
    );
  }
  const of = (name: string) => median(rates.get(name) ?? []);
  lines.push(
    atLeast(
      'lists of 100, against a hand-written loop that logs nothing',
      of('koppel list') / of('hand list'),
      0.45,
      0.9,
    ),
    plain('one call per record, against the same loop with 10 sockets', of('koppel one') / of('hand one'), ''),
    plain('lists of 100', of('koppel list'), ' records/s'),
    plain('one call per record', of('koppel one'), ' records/s'),
  );
}

async function byHand(shop: string, { total, how }: Work): Promise<number> {
  const child = await startChild('hand-written.ts', [shop, String(total), how]);
  await child.stop();
  const { first } = child;
  if (typeof first !== 'object' || first === null || !('seconds' in first)) throw new Error('No time was told');
  return total / Number(first.seconds);
}

async function rateOf(koppel: BenchKoppel, work: Work): Promise<number> {
  const { run, seconds } = await koppel.run(await koppel.newFlow(work));
  if (run.status !== 'done' || run.sent !== work.total)
    throw new Error(
      `${run.sent} of ${work.total} were sent, ${run.attention} need attention: the figures mean nothing`,
    );
  return work.total / seconds;
}

async function mappings() {
  const rates = await mappingAlone(rounds);
  const [library, ours, hand] = [median(rates.library), median(rates.ours), median(rates.byHand)];
  lines.push(
    atLeast('mapping alone, against jsonata 2.2.2', ours / library, 20, 50, 'x'),
    plain('mapping alone, share of hand-written', ours / hand, ''),
  );
}

async function longRun(koppel: BenchKoppel, worker: Child, total: number) {
  await koppel.rows('vacuum analyze');
  const before = await logBytes(koppel);
  const memory = watchMemory([worker.pid]);
  const rate = await rateOf(koppel, { total, how: 'list' });
  const peak = memory.stop();
  await koppel.rows('vacuum analyze');
  const bytes = ((await logBytes(koppel)) - before) / total;
  say(`${total} records: ${Math.round(rate)}/s, peak ${Math.round(peak)} MB, ${Math.round(bytes)} B a record`);
  return { rate, peak, bytes };
}

/** The log is records, payloads, batches and runs, their indexes included; ledger and seen are state, and told apart. */
async function logBytes(koppel: BenchKoppel, tables = ['records', 'payloads', 'batches', 'runs']): Promise<number> {
  const names = tables.map((name) => `pg_total_relation_size('${name}')`).join(' + ');
  return Number((await koppel.rows(`select ${names} as bytes`))[0]?.bytes);
}

/** What a longer run is compared with. */
const usualLength = 100_000;

async function longRuns(koppel: BenchKoppel, worker: Child) {
  const total = Number(values.records);
  const first = await longRun(koppel, worker, Math.min(total, usualLength));
  const long = total > usualLength ? await longRun(koppel, worker, total) : first;
  const name = total.toLocaleString('en');
  lines.push(
    atMost(`a run of ${name} records: peak memory of worker and cage`, long.peak, 400, 256, ' MB'),
    atMost('log per record, payload in and out, indexes included', long.bytes, 900, 600, ' B'),
  );
  if (total <= usualLength) return;
  const slower = (first.rate / long.rate - 1) * 100;
  lines.push(atMost(`slow-down from ${usualLength.toLocaleString('en')} to ${name}`, slower, 15, 5, ' %'));
}

/** So many records for each process: the beginning and the end of a run, when some have nothing to do, are little of it. */
const eachWorker = 3000;

/** A target that takes its time: what limits is waiting, and more processes wait at once. */
async function workers(koppel: BenchKoppel, first: Child) {
  const work: Work = { total: eachWorker, how: 'one', delay: 50 };
  const alone = await rateOf(koppel, work);
  const others = await Promise.all([1, 2, 3].map(() => koppel.startWorker()));
  await rateOf(koppel, { ...work, total: 800 });
  const four = await rateOf(koppel, { ...work, total: 4 * eachWorker });
  for (const other of others) await other.stop();
  say(`target of 50 ms a call: ${Math.round(alone)}/s with 1 worker (${first.pid}), ${Math.round(four)}/s with 4`);
  lines.push(atLeast('4 worker processes against 1, target of 50 ms a call', four / alone, 3.5, 3.9, 'x'));
}

try {
  const shop = await startChild('shop.ts', []);
  stops.push(shop.stop);
  const koppel = await startBenchKoppel(String(shop.first), stops);
  // First of all: after a long run the database tidies up for minutes.
  lines.push(...(await webhooks(koppel, say)));
  const worker = await koppel.startWorker();
  stops.push(worker.stop);
  await mappings();
  await againstByHand(koppel, String(shop.first));
  if (values.peers) {
    const match = { shop: String(shop.first), orders: records, rounds, say };
    lines.push(...(await againstPeers({ ...match, koppel: (work) => rateOf(koppel, work) })));
  }
  await workers(koppel, worker);
  await longRuns(koppel, worker);
  lines.push(...(await explain(koppel)));
  const load = os.loadavg().map((it) => it.toFixed(1));
  console.log(
    `\n${new Date().toISOString().slice(0, 10)}, ${os.availableParallelism()} cores, load ${load.join(' ')}, ${process.version}`,
  );
  console.log(`${records} orders a round, ${rounds} rounds, medians\n\n${print(lines)}\n`);
} finally {
  for (const stop of stops.reverse()) await stop();
}
