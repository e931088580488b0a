import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Delivery, DeliveryClaim, DeliveryEnd } from '#server/engine/delivery.ts';
import type { Database, Queryable } from './database.ts';
import { deliveries } from './schema.ts';

export type DeliveryPlace = { organizationId: string; flowId: string; nodeId: string };

const at = (place: DeliveryPlace) =>
  and(
    eq(deliveries.organizationId, place.organizationId),
    eq(deliveries.flowId, place.flowId),
    eq(deliveries.nodeId, place.nodeId),
  );

/**
 * Marks records as being sent, committed before the first call. `mayClaim` decides per row that exists already; the
 * answer holds every row as it was before (null = new and claimed), so that the caller knows what to do with each.
 */
export async function claimDeliveries(
  db: Database,
  place: DeliveryPlace,
  run: { id: string; now: Date },
  claims: DeliveryClaim[],
  mayClaim: (before: Delivery) => boolean,
): Promise<Map<string, Delivery | null>> {
  const fresh = await claimFresh(db, place, run, claims);
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

/** The keys that the ledger did not know; one statement is one transaction, and nearly every batch needs no other. */
async function claimFresh(db: Database, place: DeliveryPlace, run: { id: string; now: Date }, claims: DeliveryClaim[]) {
  // In one order: two batches that claim the same records then wait for each other in one direction only.
  const inOrder = claims.toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  const { rows } = await db.execute<{ key: string }>(sql`
    insert into deliveries (organization_id, flow_id, node_id, key, state, content_hash, run_id, claimed_at)
    select ${place.organizationId}::uuid, ${place.flowId}::uuid, ${place.nodeId}, it.key, 'sending', it.content_hash,
      ${run.id}::uuid, ${run.now.toISOString()}::timestamptz
    from unnest(${sql.param(inOrder.map(({ key }) => key))}::text[],
      ${sql.param(inOrder.map(({ contentHash }) => contentHash))}::bytea[]) as it(key, content_hash)
    on conflict do nothing returning key`);
  return new Set(rows.map((row) => row.key));
}

/** Writes what became of claimed records; rows that another run claimed meanwhile are left alone. */
export async function settleDeliveries(
  db: Pick<Database, 'execute'>,
  place: DeliveryPlace,
  runId: string,
  ends: DeliveryEnd[],
) {
  if (ends.length === 0) return;
  await db.execute(sql`
    update deliveries d set state = e.state, target_id = coalesce(e."targetId", d.target_id)
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(key text, state text, "targetId" text)
    where d.organization_id = ${place.organizationId} and d.flow_id = ${place.flowId} and d.node_id = ${place.nodeId}
      and d.key = any(${sql.param(ends.map(({ key }) => key))}::text[]) and d.key = e.key collate "C" and d.run_id = ${runId} and d.state = 'sending'`);
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
