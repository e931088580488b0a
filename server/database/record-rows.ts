import zlib from 'node:zlib';
import type { Outcome } from '#flows/api/runs.ts';
import type { Problem } from '#flows/problem.ts';
import type { Steps } from '#server/engine/record-outcome.ts';
import type { NodeCounts } from './schema.ts';
import { readSteps, stepsText } from './steps-text.ts';

/** A record of a batch as its row is, or is to be written. */
export type RecordRow = {
  no: number;
  key: string;
  title: string;
  steps: Steps;
  outcome: Outcome;
  node: string | null;
  problem: Problem | null;
  targetId: string | null;
  originRun: string | null;
  originNo: number | null;
  /** What its source says of its age. */
  version: number | null;
  /** Where it was read first, where that is another batch. */
  readOrder: number | null;
};

/** What a run does not count yet: steps by node, and records that ended. */
export type Uncounted = { steps: Record<string, Required<NodeCounts>>; ended: NodeCounts };
/** What a batch carries until its rows are written. */
export type Pending = { rows: RecordRow[]; uncounted: Uncounted | null };

const packing = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };

export function packPending({ rows, uncounted }: Pending): Buffer | null {
  if (rows.length === 0) return null;
  const list = rows.map((row) => ({ ...row, steps: stepsText(row.steps) }));
  return zlib.zstdCompressSync(JSON.stringify({ rows: list, uncounted }), packing);
}

/** This program's own writing. */
type Packed = { rows: (Omit<RecordRow, 'steps'> & { steps: string })[]; uncounted: Uncounted | null };

export function unpackPending(content: Buffer | null): Pending {
  if (!content) return { rows: [], uncounted: null };
  const { rows, uncounted }: Packed = JSON.parse(zlib.zstdDecompressSync(content).toString('utf8'));
  return { rows: rows.map((row) => ({ ...row, steps: readSteps(row.steps) })), uncounted };
}

/**
 * Writes rows of a batch, new or again, `from` where it may. What waits keeps the moment of its arrival. The parameters
 * from `first` on are those of `rowValues`.
 */
export const writeRowsSql = (from: string, first: number) => `
  insert into records as r (organization_id, run_id, no, batch_no, flow_id, key, title, outcome, node_id, steps, problem,
    target_id, origin_run, origin_no, at, version, read_order)
  select ${from}.organization_id, ${from}.run_id, it.no, ${from}.no, $${first}::uuid, it.key, it.title, it.outcome, it.node_id, it.steps,
    it.problem::jsonb, it.target_id, it.origin_run, it.origin_no,
    case when it.outcome = 'waiting' then $${first + 1}::timestamptz else date_trunc('milliseconds', now()) end,
    it.version, it.read_order
  from ${from}, unnest($${first + 2}::int[], $${first + 3}::text[], $${first + 4}::text[], $${first + 5}::text[],
    $${first + 6}::text[], $${first + 7}::text[], $${first + 8}::text[], $${first + 9}::text[], $${first + 10}::uuid[], $${first + 11}::int[],
    $${first + 12}::bigint[], $${first + 13}::bigint[])
    as it(no, key, title, outcome, node_id, steps, problem, target_id, origin_run, origin_no, version, read_order)
  on conflict (organization_id, run_id, no) do update set outcome = excluded.outcome, node_id = excluded.node_id,
    steps = excluded.steps, problem = excluded.problem, target_id = excluded.target_id,
    at = case when excluded.outcome = 'waiting' then r.at else excluded.at end
  returning 1`;

export const rowValueCount = 14;

export const rowValues = (flowId: string, now: Date, rows: readonly RecordRow[]): unknown[] => [
  flowId,
  now.toISOString(),
  rows.map((row) => row.no),
  rows.map((row) => row.key),
  rows.map((row) => row.title),
  rows.map((row) => row.outcome),
  rows.map((row) => row.node),
  rows.map((row) => stepsText(row.steps)),
  rows.map((row) => row.problem && JSON.stringify(row.problem)),
  rows.map((row) => row.targetId),
  rows.map((row) => row.originRun),
  rows.map((row) => row.originNo),
  rows.map((row) => row.version),
  rows.map((row) => row.readOrder),
];
