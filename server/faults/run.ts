import { parseArgs } from 'node:util';
import { startTestServer, type TestServer } from '#server/testing/test-server.ts';
import { type Lab, openLab } from './lab.ts';
import { allRows, type Row } from './matrix.ts';
import { printTable, type Result } from './table.ts';
import { recovered, Skipped, type Struck } from './trial.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    /** Which seed is the first. */
    from: { type: 'string', default: '0' },
    lanes: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    /** Nothing new is begun after so many minutes. */
    minutes: { type: 'string', default: '' },
  },
});

/** Seeds that share one lab, where a row says that they may. */
const together = 5;

const rows = allRows().filter(({ fault }) => values.only.split(',').some((part) => fault.includes(part)));
const results = new Map<Row, Result>(
  rows.map((row) => [row, { fault: row.fault, held: 0, broken: [], skipped: null, slowest: 0 }]),
);
const end = values.minutes === '' ? Number.POSITIVE_INFINITY : performance.now() + Number(values.minutes) * 60_000;

const first = Number(values.from);
const seedsOf = (row: Row) =>
  Array.from(
    { length: Math.min(row.most ?? Number.POSITIVE_INFINITY, Number(values.seeds)) },
    (_, seed) => first + seed,
  );

/** The first seeds of every row come before the second ones of any, so that a bound in time leaves out no row. */
function wavesOf(row: Row): { row: Row; seeds: number[]; turn: number }[] {
  const seeds = seedsOf(row);
  const size = row.strike ? together : 1;
  return Array.from({ length: Math.ceil(seeds.length / size) }, (_, turn) => ({
    ...{ row, turn: turn * size },
    seeds: seeds.slice(turn * size, (turn + 1) * size),
  }));
}
const waves = rows.flatMap(wavesOf).toSorted((a, b) => a.turn - b.turn);

const queue = waves.values();
/** Each lane has a database server of its own: all processes of several labs would be too many for one. */
async function lane(): Promise<void> {
  const server = await startTestServer();
  for (const { row, seeds } of queue) {
    if (performance.now() > end) break;
    await inLab(server, row, seeds);
  }
  await server.stop();
}

async function inLab(server: TestServer, row: Row, seeds: number[]): Promise<void> {
  const lab = await openLab(server);
  try {
    if (row.strike) await strikeAll(lab, row, seeds);
    else for (const seed of seeds) await noted(row, seed, () => row.trial(lab, seed));
  } finally {
    await lab.close();
  }
}

/** One dies after the other; then others come and take over from all of them. */
async function strikeAll(lab: Lab, row: Row & { strike: object }, seeds: number[]): Promise<void> {
  const struck = new Map<number, Struck>();
  for (const seed of seeds) {
    await noted(row, seed, async () => {
      struck.set(seed, await row.strike(lab, seed));
      return null;
    });
  }
  await row.heal(lab, seeds[0] ?? 0);
  const struckAt = performance.now();
  for (const [seed, { journey, runs }] of struck)
    await noted(row, seed, async () => recovered(lab, journey, await runs(), struckAt));
}

/** Keeps what became of a seed; `null`: it is not over yet. */
async function noted(row: Row, seed: number, work: () => Promise<number | null>): Promise<void> {
  const result = results.get(row);
  if (!result) return;
  try {
    const took = await work();
    if (took === null) return;
    result.slowest = Math.max(result.slowest, took);
    result.held += 1;
    console.error(`${row.fault}, seed ${seed}: held, ${(took / 1000).toFixed(1)} s`);
  } catch (error) {
    if (error instanceof Skipped) result.skipped = error.message;
    else {
      result.broken.push(`seed ${seed}: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`);
      console.error(`${row.fault}, ${result.broken.at(-1)}`);
    }
  }
}

const lanes = Array.from({ length: Number(values.lanes) }, lane);
await Promise.all(lanes);
printTable([...results.values()]);
process.exit([...results.values()].some(({ broken }) => broken.length > 0) ? 1 : 0);
