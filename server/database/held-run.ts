import type { Cursor } from '#server/connectors/connector.ts';
import type { HeldBatch } from './batches.ts';
import type { Transaction } from './database.ts';
import type { InboxPlace } from './inboxes.ts';
import { insertHeldBatch, type NewRecord, stepsBehind } from './new-batches.ts';
import type { Run } from './runs.ts';
import { statement } from './statement.ts';

export type NewHeldRun = Pick<Run, 'organizationId' | 'id' | 'flowId' | 'version' | 'trigger' | 'envelope'>;

/** Beside the run: who works it off, how far its sources are read, and how far the inbox that feeds it is taken up. */
export type HeldStart = {
  now: Date;
  holder: string;
  cursors: Map<string, Cursor>;
  started: { inbox: InboxPlace; upTo: number } | null;
};

const make = statement(
  'make-held-run',
  `with made as (
    insert into runs (organization_id, id, flow_id, version, mode, trigger, status, envelope, started_at, read, steps, batches, open_batches)
    values ($1::uuid, $2::uuid, $3::uuid, $4::int, 'live', $5::text, 'running', $6::jsonb, $7::timestamptz, $8::int, $9::jsonb, $10::int, $10::int)),
  moved as (
    insert into cursors (organization_id, flow_id, node_id, cursor, moved_at)
    select $1::uuid, $3::uuid, it.node, it.cursor, $7::timestamptz from unnest($11::text[], $12::jsonb[]) as it(node, cursor)
    on conflict (organization_id, flow_id, node_id) do update set cursor = excluded.cursor, moved_at = excluded.moved_at
    where cursors.set_at is null or cursors.set_at <= $7::timestamptz),
  started as (
    update inboxes set started_no = greatest(started_no, $14::bigint) where organization_id = $1::uuid and id = $13::uuid)
  select pg_notify('koppel_runs', $1::text || ' ' || $2::text)`,
);

/**
 * A run that one worker works off, as it stands when all that it will ever read is in it: a batch per list, and no jobs.
 * Each batch is in that worker's hands from the beginning.
 */
export async function insertHeldRun(
  tx: Transaction,
  fresh: NewHeldRun,
  lists: NewRecord[][],
  { now, holder, cursors, started }: HeldStart,
): Promise<{ run: Run; batches: HeldBatch[] }> {
  const all = lists.flat();
  const { organizationId, id, flowId, version, trigger, envelope } = fresh;
  const steps = stepsBehind(all);
  await make(tx, [
    ...[organizationId, id, flowId, version, trigger, JSON.stringify(envelope), now.toISOString()],
    ...[all.length, JSON.stringify(steps), lists.length],
    ...[[...cursors.keys()], [...cursors.values()].map((cursor) => JSON.stringify(cursor))],
    ...[started?.inbox.id ?? null, started?.upTo ?? null],
  ]);
  const batches: HeldBatch[] = [];
  let read = 0;
  for (const [no, list] of lists.entries()) {
    batches.push(await insertHeldBatch(tx, { ...fresh, batches: no, read }, list, { now, holder }));
    read += list.length;
  }
  const count = lists.length;
  const run = { ...fresh, ...untouched, startedAt: now, read, steps, batches: count, openBatches: count };
  return { run, batches };
}

/** What a run's row says before anything came of it. */
const untouched = {
  ...({ mode: 'live', status: 'running' } as const),
  ...{ graph: null, startedBy: null, replayOf: null, reason: null, problem: null, reading: null, replay: null },
  ...{
    stopRequested: false,
    sent: 0,
    alreadyThere: 0,
    leftOut: 0,
    attention: 0,
    endedAt: null,
    contentDroppedAt: null,
  },
};
