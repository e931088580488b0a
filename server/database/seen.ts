import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Queryable, Transaction } from './database.ts';
import type { NewRecord } from './new-batches.ts';
import type { Run } from './runs.ts';

/**
 * Remembers what a live reading gave. A scheduled reading goes on without what an earlier one already gave unchanged;
 * a person who runs a flow gets everything.
 */
export async function dropSeen(tx: Transaction, run: Run, node: string, list: NewRecord[]): Promise<NewRecord[]> {
  if (list.length === 0) return [];
  const hashes = new Map(list.map(({ key, outputs }) => [key, hashOf(outputs[node] ?? '')]));
  const place = sql`s.organization_id = ${run.organizationId} and s.flow_id = ${run.flowId} and s.node_id = ${node}
    and s.key = any(${sql.param([...hashes.keys()])}::text[])`;
  const { rows } = await tx.execute<{ key: string }>(sql`
    with given as (
      select * from unnest(${sql.param([...hashes.keys()])}::text[], ${sql.param([...hashes.values()])}::bytea[])
        as it(key, content_hash)),
    kept as (
      insert into seen as s (organization_id, flow_id, node_id, key, content_hash)
      select ${run.organizationId}::uuid, ${run.flowId}::uuid, ${node}, key, content_hash from given
      on conflict (organization_id, flow_id, node_id, key) do update set content_hash = excluded.content_hash
      where s.content_hash <> excluded.content_hash)
    select s.key from given join seen s on s.key = given.key collate "C" and s.content_hash = given.content_hash
    where ${place}`);
  if (run.trigger !== 'schedule') return list;
  const unchanged = new Set(rows.map((row) => row.key));
  return list.filter((record) => !unchanged.has(record.key));
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();

/** Of these keys, those that a replacing source has given again since the batches with these orders. */
export async function supersededKeys(
  db: Queryable,
  { organizationId, flowId }: { organizationId: string; flowId: string },
  list: readonly { key: string; readOrder: number }[],
): Promise<Set<string>> {
  const { rows } = await db.execute<{ key: string }>(sql`
    select s.key from seen s
    join unnest(${sql.param(list.map(({ key }) => key))}::text[], ${sql.param(list.map(({ readOrder }) => readOrder))}::bigint[])
      as it(key, read_order) on s.key = it.key collate "C" and s.read_order > it.read_order
    where s.organization_id = ${organizationId} and s.flow_id = ${flowId}
      and s.key = any(${sql.param(list.map(({ key }) => key))}::text[])`);
  return new Set(rows.map((row) => row.key));
}
