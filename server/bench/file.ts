import { Readable } from 'node:stream';
import type { ConnectorContext, Cursor, OpenedFile } from '#server/connectors/connector.ts';
import csv from '#server/connectors/csv/index.ts';

/** Reads a CSV file of so many megabytes as a flow would, page by page, and tells how much memory that took: `node server/bench/file.ts 1000` */
const megabytes = Number(process.argv[2] ?? 1000);
const rowsPerPiece = 64;
const filling = `A description of some length, as suppliers write it. ${'x'.repeat(900)}`;

function* pieces() {
  let number = 0;
  yield Buffer.from('sku;name;stock;price\n');
  for (let bytes = 0; bytes < megabytes * 1_000_000; ) {
    let text = '';
    for (let row = 0; row < rowsPerPiece; row += 1, number += 1)
      text += `${number};"${filling}";${number % 50};12,50\n`;
    const piece = Buffer.from(text);
    bytes += piece.length;
    yield piece;
  }
}

const file: OpenedFile = { name: 'big.csv', bytes: megabytes * 1e6, stamp: '1', read: () => Readable.from(pieces()) };
const unused = () => Promise.reject(new Error('not asked for'));
const context: ConnectorContext = {
  ...{ settings: {}, http: { send: unused }, lines: { reach: unused, connect: unused, ask: unused, download: unused } },
  ...{ now: () => new Date(), openFile: async () => file, token: unused, arrived: unused, dropToken: unused },
};

const { rows } = csv.sources;
if (!rows) throw new Error('there is no source for files');
const startedAt = performance.now();
let [records, peak, cursor]: [number, number, Cursor | null] = [0, 0, null];
do {
  const page = await rows.read(context, { file: 'big.csv' }, cursor);
  records += page.records.length;
  cursor = page.next;
  if (records % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
} while (cursor !== null);
const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
process.stdout.write(`${JSON.stringify({ megabytes, records, seconds, peakMegabytes: Math.round(peak / 1e6) })}\n`);
