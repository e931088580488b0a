import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { SourceRecord } from '#server/connectors/connector.ts';
import type { Transaction } from './database.ts';
import type { ReadPage, Run } from './runs.ts';
import { seen } from './schema.ts';

/**
 * Remembers what a live reading gave. A scheduled reading goes on without what an earlier one already gave unchanged;
 * a person who runs a flow gets everything.
 */
export async function dropSeen(tx: Transaction, run: Run, page: ReadPage): Promise<SourceRecord[]> {
  if (page.records.length === 0) return [];
  const place = { organizationId: run.organizationId, flowId: run.flowId, nodeId: page.node };
  const hashes = new Map(
    page.records.map((record) => [record.key, createHash('sha256').update(JSON.stringify(record.body)).digest()]),
  );
  const known = await tx
    .select({ key: seen.key, contentHash: seen.contentHash })
    .from(seen)
    .where(
      and(
        eq(seen.organizationId, place.organizationId),
        eq(seen.flowId, place.flowId),
        eq(seen.nodeId, place.nodeId),
        inArray(seen.key, [...hashes.keys()]),
      ),
    );
  await tx
    .insert(seen)
    .values([...hashes].map(([key, contentHash]) => ({ ...place, key, contentHash })))
    .onConflictDoUpdate({
      target: [seen.organizationId, seen.flowId, seen.nodeId, seen.key],
      set: { contentHash: sql`excluded.content_hash` },
    });
  if (run.trigger !== 'schedule') return page.records;
  const unchanged = new Set(known.filter((row) => hashes.get(row.key)?.equals(row.contentHash)).map((row) => row.key));
  return page.records.filter((record) => !unchanged.has(record.key));
}
