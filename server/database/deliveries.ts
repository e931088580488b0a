import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { Delivery, DeliveryClaim } from '#server/engine/delivery.ts';
import type { Changes } from '#server/engine/walk-batch.ts';
import type { Database, Queryable, Transaction } from './database.ts';
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

/** A living worker holds a batch of the run that is sending it: however long that takes, nobody else sends it. */
const inHand = sql<boolean>`${deliveries.state} = 'sending' and exists (
  select 1 from batches b join workers w on w.id = b.holder
  where b.organization_id = ${deliveries.organizationId} and b.run_id = ${deliveries.runId} and not b.done)`;

const rowsOf = (db: Queryable, place: DeliveryPlace, keys: string[]) =>
  db
    .select({ ...getTableColumns(deliveries), inHand })
    .from(deliveries)
    .where(and(at(place), inArray(deliveries.key, keys)))
    .orderBy(deliveries.key);

/** The ledger's rows of these keys, for a look ahead. */
export async function readDeliveries(
  db: Queryable,
  place: DeliveryPlace,
  keys: string[],
): Promise<Map<string, Delivery>> {
  return new Map((await rowsOf(db, place, keys)).map((row) => [row.key, row]));
}

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
  const others = claims.filter((claim) => !fresh.has(claim.key));
  const answer = new Map<string, Delivery | null>([...fresh].map((key) => [key, null]));
  if (others.length === 0) return answer;
  return db.transaction(async (tx) => {
    const keys = others.map(({ key }) => key);
    const before = await rowsOf(tx, place, keys).for('update', { of: deliveries });
    const claimed = new Set(before.filter(mayClaim).map((row) => row.key));
    const again = others.filter(({ key }) => claimed.has(key));
    if (again.length > 0) await claimAgain(tx, place, run, again);
    for (const row of before) answer.set(row.key, row);
    return answer;
  });
}

/** Claims as a list of rows to select from. */
const claimRows = (claims: DeliveryClaim[]) => sql`unnest(
  ${sql.param(claims.map(({ key }) => key))}::text[], ${sql.param(claims.map(({ contentHash }) => contentHash))}::bytea[],
  ${sql.param(claims.map(({ version }) => version))}::bigint[], ${sql.param(claims.map(({ readOrder }) => readOrder))}::bigint[])
  as it(key, content_hash, version, read_order)`;

/** What arrived before, or may have, stays known until it is known what became of this. */
async function claimAgain(
  tx: Transaction,
  place: DeliveryPlace,
  run: { id: string; now: Date },
  claims: DeliveryClaim[],
) {
  // Another record than the one that is claimed again, and it arrived, or may have.
  const isAnother = sql`d.state <> 'failed' and (d.run_id <> ${run.id}::uuid or d.read_order <> it.read_order)`;
  await tx.execute(sql`
    update deliveries d set state = 'sending', run_id = ${run.id}::uuid, claimed_at = ${run.now.toISOString()}::timestamptz,
      content_hash = it.content_hash, version = coalesce(it.version, d.version), read_order = it.read_order,
      sent_version = case when ${isAnother} then d.version else d.sent_version end,
      sent_order = case when ${isAnother} then d.read_order else d.sent_order end
    from ${claimRows(claims)}
    where d.organization_id = ${place.organizationId} and d.flow_id = ${place.flowId} and d.node_id = ${place.nodeId}
      and d.key = any(${sql.param(claims.map(({ key }) => key))}::text[]) and d.key = it.key collate "C"`);
}

/** Claims what the ledger does not know, `from` where it may. The parameters from `first` on are those of `claimFreshValues`. */
export const claimFreshSql = (from: string, first: number) => `
  insert into deliveries (organization_id, flow_id, node_id, key, state, content_hash, run_id, claimed_at, version, read_order)
  select ${from}.organization_id, $${first}::uuid, $${first + 1}::text, it.key, 'sending',
    substring($${first + 2}::bytea from (it.place::int - 1) * ${hashBytes} + 1 for ${hashBytes}), ${from}.run_id, $${first + 3}::timestamptz, it.version, it.read_order
  from ${from}, unnest($${first + 4}::text[], $${first + 5}::bigint[], $${first + 6}::bigint[]) with ordinality as it(key, version, read_order, place)
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
    inOrder.map(({ version }) => version),
    inOrder.map(({ readOrder }) => readOrder),
  ];
}

/**
 * Writes what became of claimed records; rows that another run claimed meanwhile are left alone. Written as an insert
 * that always meets its row: each is then found by its key, however many the planner believes that there are. Of what is
 * there and differs from what was claimed no hash is kept.
 */
export const settleSql = (from: string, first: number) => `
  insert into deliveries as d (organization_id, flow_id, node_id, key, state, target_id, content_hash, run_id, claimed_at)
  select ${from}.organization_id, $${first}::uuid, e.node_id, e.key, e.state, e.target_id,
    case when e.differs then 'differs'::bytea else ''::bytea end, ${from}.run_id, now()
  from ${from}, unnest($${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[], $${first + 4}::text[], $${first + 5}::boolean[])
    as e(node_id, key, state, target_id, differs)
  on conflict (organization_id, flow_id, node_id, key) do update
    set state = excluded.state, target_id = coalesce(excluded.target_id, d.target_id),
      content_hash = case when excluded.content_hash = '' then d.content_hash else ''::bytea end
    where d.run_id = excluded.run_id and d.state = 'sending'
  returning 1`;

export const settleValueCount = 6;

export function settleValues({ flowId }: { flowId: string }, deliveries: Changes['deliveries']): unknown[] {
  const ends = deliveries.flatMap(({ node, ends: list }) => list.map((end) => ({ node, ...end })));
  return [
    flowId,
    ends.map(({ node }) => node),
    ends.map(({ key }) => key),
    ends.map(({ state }) => state),
    ends.map(({ targetId }) => targetId),
    ends.map(({ differs }) => differs ?? false),
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
