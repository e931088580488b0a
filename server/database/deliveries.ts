import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Delivery, DeliveryClaim } from '#server/engine/delivery.ts';
import type { Changes } from '#server/engine/walk-batch.ts';
import type { Database, Queryable } from './database.ts';
import { deliveries } from './schema.ts';

/** SHA-256. */
const hashBytes = 32;

export type DeliveryPlace = { organizationId: string; flowId: string; nodeId: string };

const at = (place: DeliveryPlace) =>
  and(
    eq(deliveries.organizationId, place.organizationId),
    eq(deliveries.flowId, place.flowId),
    eq(deliveries.nodeId, place.nodeId),
  );

/**
 * Marks records as being sent, committed before the first call; those in `fresh` are claimed already. `mayClaim` decides per row that exists already; the
 * answer holds every row as it was before (null = new and claimed), so that the caller knows what to do with each.
 */
export async function claimDeliveries(
  db: Database,
  place: DeliveryPlace,
  run: { id: string; now: Date },
  { claims, fresh }: { claims: DeliveryClaim[]; fresh: ReadonlySet<string> },
  mayClaim: (before: Delivery) => boolean,
): Promise<Map<string, Delivery | null>> {
  const others = claims.filter((claim) => !fresh.has(claim.key)).map((claim) => claim.key);
  const answer = new Map<string, Delivery | null>([...fresh].map((key) => [key, null]));
  if (others.length === 0) return answer;
  return db.transaction(async (tx) => {
    const before = await tx
      .select()
      .from(deliveries)
      .where(and(at(place), inArray(deliveries.key, others)))
      .orderBy(deliveries.key)
      .for('update');
    const claimed = before.filter(mayClaim).map((row) => row.key);
    if (claimed.length > 0) {
      const again = claims.filter(({ key }) => claimed.includes(key));
      await tx
        .update(deliveries)
        .set({ state: 'sending', runId: run.id, claimedAt: run.now, contentHash: hashOf(again) })
        .where(and(at(place), inArray(deliveries.key, claimed)));
    }
    for (const row of before) answer.set(row.key, row);
    return answer;
  });
}

/** The hash of each claim, picked by the row's key. */
const hashOf = (claims: DeliveryClaim[]) => sql<Buffer>`(
  select it.content_hash from unnest(${sql.param(claims.map(({ key }) => key))}::text[],
    ${sql.param(claims.map(({ contentHash }) => contentHash))}::bytea[]) as it(key, content_hash)
  where it.key = ${deliveries.key} collate "C")`;

/** Claims what the ledger does not know, `from` where it may. The parameters from `first` on are those of `claimFreshValues`. */
export const claimFreshSql = (from: string, first: number) => `
  insert into deliveries (organization_id, flow_id, node_id, key, state, content_hash, run_id, claimed_at)
  select ${from}.organization_id, $${first}::uuid, $${first + 1}::text, it.key, 'sending',
    substring($${first + 2}::bytea from (it.place::int - 1) * ${hashBytes} + 1 for ${hashBytes}), ${from}.run_id, $${first + 3}::timestamptz
  from ${from}, unnest($${first + 4}::text[]) with ordinality as it(key, place)
  on conflict do nothing returning key`;

export function claimFreshValues(
  place: DeliveryPlace,
  run: { id: string; now: Date },
  claims: DeliveryClaim[],
): unknown[] {
  // In one order: two batches that claim the same records then wait for each other in one direction only.
  const inOrder = claims.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return [
    place.flowId,
    place.nodeId,
    Buffer.concat(inOrder.map(({ contentHash }) => contentHash)),
    run.now.toISOString(),
    inOrder.map(({ key }) => key),
  ];
}

/**
 * Writes what became of claimed records; rows that another run claimed meanwhile are left alone. Written as an insert
 * that always meets its row: each is then found by its key, however many the planner believes that there are.
 */
export const settleSql = (from: string, first: number) => `
  insert into deliveries as d (organization_id, flow_id, node_id, key, state, target_id, content_hash, run_id, claimed_at)
  select ${from}.organization_id, $${first}::uuid, e.node_id, e.key, e.state, e.target_id, '', ${from}.run_id, now()
  from ${from}, unnest($${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[], $${first + 4}::text[])
    as e(node_id, key, state, target_id)
  on conflict (organization_id, flow_id, node_id, key) do update
    set state = excluded.state, target_id = coalesce(excluded.target_id, d.target_id)
    where d.run_id = excluded.run_id and d.state = 'sending'
  returning 1`;

export const settleValueCount = 5;

export function settleValues({ flowId }: { flowId: string }, deliveries: Changes['deliveries']): unknown[] {
  const ends = deliveries.flatMap(({ node, ends: list }) => list.map((end) => ({ node, ...end })));
  return [
    flowId,
    ends.map(({ node }) => node),
    ends.map(({ key }) => key),
    ends.map(({ state }) => state),
    ends.map(({ targetId }) => targetId),
  ];
}

/** What the ledger of a flow knows as sent of these keys, as "node key". */
export async function sentDeliveries(
  db: Queryable,
  { organizationId, flowId }: Omit<DeliveryPlace, 'nodeId'>,
  keys: string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .select({ nodeId: deliveries.nodeId, key: deliveries.key })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.organizationId, organizationId),
        eq(deliveries.flowId, flowId),
        eq(deliveries.state, 'sent'),
        inArray(deliveries.key, keys),
      ),
    );
  return new Set(rows.map(({ nodeId, key }) => `${nodeId} ${key}`));
}
