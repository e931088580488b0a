import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { and, eq } from 'drizzle-orm';
import * as z from 'zod';
import type { Queryable } from './database.ts';
import { payloads } from './schema.ts';

const decompress = promisify(zlib.zstdDecompress);

/** Measured: the lowest level is nearly as small as the default one and costs half of it. */
const packing = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };

/** A page: JSON texts by record number. One record is found without parsing the others. */
export type PayloadPage = Map<number, string>;
type Part = 'output' | 'exchanges' | 'before';
export type PayloadAddress = {
  organizationId: string;
  runId: string;
  batchNo: number;
  nodeId: string;
  part: Part;
};

/** One page as it is stored. */
export type PackedPage = { nodeId: string; part: Part; content: Buffer };

/** Number, tab, JSON text, one record a line: JSON needs no line breaks, so that texts are written and read as they are. */
export function packPage(page: PayloadPage): Buffer {
  const lines: string[] = [];
  for (const [no, json] of page) lines.push(`${no}\t${json.includes('\n') ? json.replaceAll('\n', ' ') : json}\n`);
  // Here and now: a page takes less time than the way to another thread and back.
  return zlib.zstdCompressSync(lines.join(''), packing);
}

/** Pages of Koppel 0.1 are one JSON list. */
const Lines = z.array(z.tuple([z.number(), z.string()]));

async function unpackPage(content: Buffer): Promise<PayloadPage> {
  const text = (await decompress(content)).toString('utf8');
  if (text.startsWith('[')) return new Map(Lines.parse(JSON.parse(text)));
  const page: PayloadPage = new Map();
  for (let start = 0; start < text.length; ) {
    const tab = text.indexOf('\t', start);
    const end = text.indexOf('\n', tab);
    page.set(Number(text.slice(start, tab)), text.slice(tab + 1, end));
    start = end + 1;
  }
  return page;
}

const at = (address: PayloadAddress) =>
  and(
    eq(payloads.organizationId, address.organizationId),
    eq(payloads.runId, address.runId),
    eq(payloads.batchNo, address.batchNo),
    eq(payloads.nodeId, address.nodeId),
    eq(payloads.part, address.part),
  );

/** A page together with what an earlier attempt of the same batch left there for other records. */
export async function withEarlier(db: Queryable, address: PayloadAddress, page: PayloadPage): Promise<PayloadPage> {
  const [row] = await db.select({ content: payloads.content }).from(payloads).where(at(address));
  return row ? new Map([...(await unpackPage(row.content)), ...page]) : page;
}

/**
 * Packed pages as rows (node_id, part, content) to select from; the parameters from `first` on are those of `pageValues`.
 * One binary value holds all contents: a list of them would travel as text of twice the size.
 */
export const pagesSql = (first: number) => `(
  select p.node_id, p.part, substring($${first}::bytea from p.start for p.size) as content
  from unnest($${first + 1}::text[], $${first + 2}::text[], $${first + 3}::int[], $${first + 4}::int[]) as p(node_id, part, start, size)) as page`;

export const pageValueCount = 5;

export function pageValues(pages: readonly PackedPage[]): unknown[] {
  let end = 1;
  const starts = pages.map(({ content }) => {
    const start = end;
    end += content.length;
    return start;
  });
  return [
    Buffer.concat(pages.map(({ content }) => content)),
    pages.map(({ nodeId }) => nodeId),
    pages.map(({ part }) => part),
    starts,
    pages.map(({ content }) => content.length),
  ];
}

/** Every page of a batch, by node and part. */
export async function readBatchPages(
  db: Queryable,
  batch: Pick<PayloadAddress, 'organizationId' | 'runId' | 'batchNo'>,
  part: Part,
) {
  const rows = await db
    .select({ nodeId: payloads.nodeId, content: payloads.content })
    .from(payloads)
    .where(
      and(
        eq(payloads.organizationId, batch.organizationId),
        eq(payloads.runId, batch.runId),
        eq(payloads.batchNo, batch.batchNo),
        eq(payloads.part, part),
      ),
    );
  const pages = new Map<string, PayloadPage>();
  for (const row of rows) pages.set(row.nodeId, await unpackPage(row.content));
  return pages;
}
