import type { Cursor } from '#server/connectors/connector.ts';
import type { HeldBatch } from './batches.ts';
import { cursorValues, moveCursorsSql } from './cursors.ts';
import type { Transaction } from './database.ts';
import type { InboxPlace } from './inboxes.ts';
import { batchSql, batchValueCount, insertHeldBatch, type NewRecord, newBatch, stepsBehind } from './new-batches.ts';
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

const at = (no: number) => `$${batchValueCount + no}`;
const make = statement<{ readOrder: number }>(
  'make-held-run',
  `with made as (
    insert into runs (organization_id, id, flow_id, version, mode, trigger, status, envelope, started_at, read, steps, batches, open_batches)
    values ($1::uuid, $2::uuid, ${at(1)}::uuid, ${at(2)}::int, 'live', ${at(3)}::text, 'running', ${at(4)}::jsonb, ${at(5)}::timestamptz,
      ${at(6)}::int, ${at(7)}::jsonb, ${at(8)}::int, ${at(8)}::int)),
  moved as (${moveCursorsSql({ organization: '$1', flow: at(1), nodes: at(9), ends: at(10), began: at(5), now: at(5) })}),
  started as (
    update inboxes set started_no = greatest(started_no, ${at(12)}::bigint) where organization_id = $1::uuid and id = ${at(11)}::uuid),
  ${batchSql}
  select read_order::float8 as "readOrder", pg_notify('koppel_runs', $1::text || ' ' || $2::text) from batch`,
);

/**
 * A run that one worker works off, as it stands when all that it will ever read is in it: a batch per list, and no jobs.
 * Each batch is in that worker's hands from the beginning.
 */
export async function insertHeldRun(
  tx: Transaction,
  fresh: NewHeldRun,
  [first, ...others]: [NewRecord[], ...NewRecord[][]],
  { now, holder, cursors, started }: HeldStart,
): Promise<{ run: Run; batches: HeldBatch[] }> {
  const all = [first, ...others].flat();
  const steps = stepsBehind(all);
  const count = others.length + 1;
  const { values, held } = newBatch({ ...fresh, batches: 0, read: 0 }, first, { now, holder });
  const [stored] = await make(tx, [
    ...values,
    ...[fresh.flowId, fresh.version, fresh.trigger, JSON.stringify(fresh.envelope), now.toISOString()],
    ...[all.length, JSON.stringify(steps), count],
    ...cursorValues(cursors),
    ...[started?.inbox.id ?? null, started?.upTo ?? null],
  ]);
  if (!stored) throw new Error('A run was not made');
  const batches: HeldBatch[] = [{ ...held, readOrder: stored.readOrder }];
  let read = first.length;
  for (const [index, list] of others.entries()) {
    batches.push(await insertHeldBatch(tx, { ...fresh, batches: index + 1, read }, list, { now, holder }));
    read += list.length;
  }
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
