import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import type { NewRecord } from './new-batches.ts';
import type { Run } from './runs.ts';
import { statement } from './statement.ts';

/** What a live reading gave, as it is remembered. */
export type Given = { keys: string[]; hashes: Buffer };

export const nothingGiven: Given = { keys: [], hashes: Buffer.alloc(0) };

export function givenBy(node: string, list: NewRecord[]): Given {
  const hashes = new Map(list.map(({ key, outputs }) => [key, hashOf(outputs[node] ?? '')]));
  return { keys: [...hashes.keys()], hashes: Buffer.concat([...hashes.values()]) };
}

const givenSql = (first: number) => `
  given as (
    select key, substring($${first + 3}::bytea from (place::int - 1) * 32 + 1 for 32) as content_hash
    from unnest($${first + 2}::text[]) with ordinality as it(key, place))`;

/**
 * Remembers what was given, in the statement that stores it: remembered alone it would be lost to the next reading. The
 * parameters from `first` on are flow, node, keys and hashes; the organization is the first. Of a source whose records
 * replace each other (`replacing`) it is kept which batch gave a key last; what was dropped as unchanged is not in the batch,
 * unless `all` is.
 */
export const keepSeenSql = (
  first: number,
  { replacing, all }: { replacing: number; all: number },
) => `${givenSql(first)},
  seen_now as (
    insert into seen as s (organization_id, flow_id, node_id, key, content_hash, read_order)
    select $1::uuid, $${first}::uuid, $${first + 1}::text, key, content_hash,
      case when $${replacing}::boolean then (select read_order from batch) end from given
    on conflict (organization_id, flow_id, node_id, key) do update
      set content_hash = excluded.content_hash, read_order = coalesce(excluded.read_order, s.read_order)
    where s.content_hash <> excluded.content_hash or $${all}::boolean and excluded.read_order is not null)`;

const findSeen = statement<{ key: string }>(
  'find-seen',
  `
  with ${givenSql(2)}
  select given.key from given cross join lateral (
    select from seen s where s.organization_id = $1::uuid and s.flow_id = $2::uuid and s.node_id = $3::text
      and s.key = given.key collate "C" and s.content_hash = given.content_hash offset 0) as same`,
);

/**
 * A scheduled reading goes on without what an earlier one already gave unchanged; a person who runs a flow gets
 * everything.
 */
export async function dropSeen(
  db: Queryable,
  run: Run,
  node: string,
  { list, given }: { list: NewRecord[]; given: Given },
) {
  if (run.trigger !== 'schedule' || list.length === 0) return list;
  const rows = await findSeen(db, [run.organizationId, run.flowId, node, given.keys, given.hashes]);
  const unchanged = new Set(rows.map((row) => row.key));
  return list.filter((record) => !unchanged.has(record.key));
}

const hashOf = (text: string) => hash('sha256', text, 'buffer');

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
