import { parseArgs } from 'node:util';
import { startTestServer } from '#server/testing/test-server.ts';
import { openLab } from './lab.ts';
import { type Row, rowsOn } from './matrix.ts';
import { printTable, type Result } from './table.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    lanes: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
  },
});

const server = await startTestServer();
const rows = rowsOn(server).filter(({ fault }) => fault.includes(values.only));
const results = new Map<Row, Result>(rows.map((row) => [row, { fault: row.fault, held: 0, broken: [], slowest: 0 }]));
const trials = rows.flatMap((row) =>
  Array.from({ length: row.once ? 1 : Number(values.seeds) }, (_, seed) => ({ row, seed })),
);

const queue = trials.values();
async function lane(): Promise<void> {
  for (const { row, seed } of queue) await tryOnce(row, seed);
}

async function tryOnce(row: Row, seed: number): Promise<void> {
  const result = results.get(row);
  if (!result) return;
  const lab = await openLab(server);
  try {
    result.slowest = Math.max(result.slowest, await row.trial(lab, seed));
    result.held += 1;
  } catch (error) {
    result.broken.push(`seed ${seed}: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`);
    console.error(`${row.fault}, ${result.broken.at(-1)}`);
  } finally {
    await lab.close();
  }
}

await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
await server.stop();
printTable([...results.values()]);
process.exit([...results.values()].some(({ broken }) => broken.length > 0) ? 1 : 0);
