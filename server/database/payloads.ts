import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { and, eq, sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Queryable } from './database.ts';
import { payloads } from './schema.ts';

const compress = promisify(zlib.zstdCompress);
const decompress = promisify(zlib.zstdDecompress);

/** A page: JSON texts by record number. One record is found without parsing the others. */
export type PayloadPage = Map<number, string>;
export type PayloadAddress = {
  organizationId: string;
  runId: string;
  batchNo: number;
  nodeId: string;
  part: 'output' | 'exchanges';
};

const Lines = z.array(z.tuple([z.number(), z.string()]));

const packPage = (page: PayloadPage) => compress(Buffer.from(JSON.stringify([...page])));

async function unpackPage(content: Buffer): Promise<PayloadPage> {
  return new Map(Lines.parse(JSON.parse((await decompress(content)).toString('utf8'))));
}

const at = (address: PayloadAddress) =>
  and(
    eq(payloads.organizationId, address.organizationId),
    eq(payloads.runId, address.runId),
    eq(payloads.batchNo, address.batchNo),
    eq(payloads.nodeId, address.nodeId),
    eq(payloads.part, address.part),
  );

async function readPage(db: Queryable, address: PayloadAddress): Promise<PayloadPage> {
  const [row] = await db.select({ content: payloads.content }).from(payloads).where(at(address));
  return row ? unpackPage(row.content) : new Map();
}

/** Writes a page; what an earlier attempt of the same batch left there for other records stays. */
export async function mergePage(db: Queryable, address: PayloadAddress, page: PayloadPage) {
  if (page.size === 0) return;
  const before = await readPage(db, address);
  const content = await packPage(new Map([...before, ...page]));
  await db
    .insert(payloads)
    .values({ ...address, content })
    .onConflictDoUpdate({
      target: [payloads.organizationId, payloads.runId, payloads.batchNo, payloads.nodeId, payloads.part],
      set: { content: sql`excluded.content` },
    });
}

/** Every page of a batch, by node and part. */
export async function readBatchPages(
  db: Queryable,
  batch: Pick<PayloadAddress, 'organizationId' | 'runId' | 'batchNo'>,
  part: PayloadAddress['part'],
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
