import * as z from 'zod';
import { Difference } from '../differences.ts';
import { Graph, NodeId } from '../graph.ts';
import { Mapping } from '../mapping/rows.ts';
import { Problem, StepProblem } from '../problem.ts';
import { ById, Id, listOf, Paging, route, Time } from './route.ts';

export const RunStatus = z.enum(['running', 'done', 'attention', 'failed', 'waiting', 'on-hold', 'stopped']);
export type RunStatus = z.infer<typeof RunStatus>;

/** Where a record ended, or where it stands. `passed` is only a step's outcome: the record went on. */
export const Outcome = z.enum(['sent', 'already-there', 'left-out', 'attention', 'waiting', 'would-send']);
export type Outcome = z.infer<typeof Outcome>;
export const StepOutcome = z.enum(['passed', ...Outcome.options]);
export type StepOutcome = z.infer<typeof StepOutcome>;

/** What a target did with a record that was sent. */
export const Made = z.enum(['created', 'updated']);
export type Made = z.infer<typeof Made>;

/** Records by where they ended. In a try-out `sent` counts what would be sent. */
export const Counts = z.object({
  read: z.number(),
  sent: z.number(),
  alreadyThere: z.number(),
  leftOut: z.number(),
  attention: z.number(),
  waiting: z.number(),
});
export type Counts = z.infer<typeof Counts>;

/** Per node: how many records came in, and how many left it with which outcome. */
export const StepCounts = z.record(
  NodeId,
  z.object({
    in: z.number(),
    passed: z.number(),
    sent: z.number(),
    alreadyThere: z.number(),
    leftOut: z.number(),
    attention: z.number(),
    otherWay: z.number().describe('failed here and went along "when it fails"'),
    waiting: z.number(),
  }),
);
export type StepCounts = z.infer<typeof StepCounts>;

/** What a replay was told beyond its records: kept with its run, so that others can see later what was done. */
export const ReplayNote = z.object({
  from: z.enum(['failed', 'start', 'source', 'node']),
  node: NodeId.nullable(),
  version: z.enum(['now', 'then']),
  force: z.boolean().describe('sent although the ledger said it was sent'),
  edits: z.array(Difference).describe('what the person changed in the input by hand'),
});
export type ReplayNote = z.infer<typeof ReplayNote>;

export const RunSummary = z.object({
  id: Id,
  flow: z.object({ id: Id, name: z.string() }),
  status: RunStatus,
  mode: z.enum(['live', 'try']),
  trigger: z.enum(['schedule', 'person', 'replay', 'command-line', 'webhook', 'flow']),
  startedBy: z.string().nullable().describe("a person's name"),
  version: z.number().int().nullable().describe('null = the draft'),
  counts: Counts,
  startedAt: Time,
  endedAt: Time.nullable(),
  problem: Problem.nullable().describe('why the run as a whole failed, waits or is on hold'),
  replayOf: Id.nullable(),
  reason: z.string().nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** Which version of each value table a run's formulas used. */
const UsedTables = z.array(z.object({ id: Id, name: z.string(), version: z.number().int() }));

export const Run = RunSummary.extend({
  steps: StepCounts,
  graph: Graph,
  replay: ReplayNote.nullable().describe('how a replay was asked for'),
  tables: UsedTables,
});
export type Run = z.infer<typeof Run>;

export const RecordSummary = z.object({
  run: Id,
  no: z.number().int(),
  key: z.string(),
  title: z.string(),
  outcome: Outcome,
  node: NodeId.nullable().describe('where it stands or ended'),
  problem: Problem.nullable(),
  at: Time,
  flow: z.object({ id: Id, name: z.string() }),
  mode: z.enum(['live', 'try']),
  targetId: z.string().nullable().describe("the other side's own number"),
  replayedBy: Id.nullable().describe('the newest run that tried it again'),
  otherWay: NodeId.nullable().describe('the step where it failed and went another way'),
});
export type RecordSummary = z.infer<typeof RecordSummary>;

export const Exchange = z.object({
  method: z.string(),
  url: z.string(),
  requestBody: z.string().nullable(),
  status: z.number().nullable(),
  responseBody: z.string().nullable(),
  fault: z.string().nullable(),
  startedAt: Time,
  milliseconds: z.number(),
});
export type Exchange = z.infer<typeof Exchange>;

/** One line of the activity log: one record at one node. */
export const Entry = z.object({
  node: NodeId,
  outcome: StepOutcome,
  problem: Problem.nullable(),
  at: Time,
  attempts: z.number().int(),
  output: z.unknown().describe('what left the step; at a target, what was sent or would be sent'),
  exchanges: z.array(Exchange),
  targetId: z.string().nullable(),
  wentOn: z.boolean().describe('failed here and went another way'),
  made: Made.nullable().describe('what the target did, where it is known'),
  before: z.unknown().describe('what stood in the target before it was changed; null where it was not, or is not told'),
});
export type Entry = z.infer<typeof Entry>;

export const RecordDetail = RecordSummary.extend({
  input: z.unknown().describe('as received'),
  entries: z.array(Entry),
  graph: Graph,
  version: z.number().int().nullable(),
  tables: UsedTables,
  contentDroppedAt: z.iso.datetime().nullable().describe('since then input, outputs and exchanges are no longer kept'),
  canReadAgain: z.boolean().describe('the source can be asked for this record as it is now'),
});
export type RecordDetail = z.infer<typeof RecordDetail>;

const ByRun = z.object({ id: Id });
/** What one row of a mapping gave; without a value when it leaves its field out. */
const RowPreview = z.object({
  path: z.string(),
  value: z.unknown().optional(),
  problem: Problem.optional(),
  position: z.number().nullable().optional(),
});
const MappingPreview = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    result: z.unknown(),
    rows: z.array(RowPreview).describe('what each row gave; list rows as "lines[]"'),
  }),
  z.object({
    ok: z.literal(false),
    problem: Problem,
    path: z.string().nullable().describe('the row'),
    position: z.number().nullable().describe('character in its formula'),
    result: z.unknown(),
    rows: z.array(RowPreview),
  }),
]);

export const runRoutes = {
  startRun: route({
    method: 'POST',
    path: '/api/flows/:id/runs',
    access: 'merchant',
    summary: 'Run now (live: the published version, sends) or try out (try: the draft, sends nothing)',
    params: ById,
    body: z.object({
      mode: z.enum(['live', 'try']),
      sample: z.boolean().default(false).describe('try only: use the sample instead of asking the source'),
      period: z
        .object({ from: Time, to: Time })
        .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { message: 'ends before it begins' })
        .optional()
        .describe('live only: read what changed in this period once more; the flow goes on where it was'),
    }),
    response: Run,
  }),
  listRuns: route({
    method: 'GET',
    path: '/api/runs',
    access: 'viewer',
    summary: 'Runs, newest first',
    query: z.object({
      flow: Id.optional(),
      status: RunStatus.optional(),
      mode: z.enum(['live', 'try']).optional(),
      q: z.string().max(200).optional().describe('a record key'),
      ...Paging,
    }),
    response: listOf(RunSummary),
  }),
  getRun: route({
    method: 'GET',
    path: '/api/runs/:id',
    access: 'viewer',
    summary: 'One run: status, counts, steps and the graph as it was',
    params: ByRun,
    response: Run,
  }),
  stopRun: route({
    method: 'POST',
    path: '/api/runs/:id/stop',
    access: 'merchant',
    summary: 'Stop a run between two batches',
    params: ByRun,
    response: Run,
  }),
  pauseRun: route({
    method: 'POST',
    path: '/api/runs/:id/pause',
    access: 'merchant',
    summary: 'Pause a run: what is under way ends its batch, and nothing new is read or begun until it is resumed',
    params: ByRun,
    response: Run,
  }),
  resumeRun: route({
    method: 'POST',
    path: '/api/runs/:id/resume',
    access: 'merchant',
    summary: 'Take a paused run further from where it stands',
    params: ByRun,
    response: Run,
  }),
  listRunRecords: route({
    method: 'GET',
    path: '/api/runs/:id/records',
    access: 'viewer',
    summary: 'Records of a run',
    params: ByRun,
    query: z.object({
      outcome: Outcome.optional(),
      node: NodeId.optional(),
      q: z.string().max(200).optional(),
      ...Paging,
    }),
    response: listOf(RecordSummary),
  }),
  getRunRecord: route({
    method: 'GET',
    path: '/api/runs/:id/records/:no',
    access: 'viewer',
    summary: 'One record of a run: its entries with input, output, exchanges and problem',
    params: z.object({ id: Id, no: z.coerce.number().int().min(0) }),
    response: RecordDetail,
  }),
  searchRecords: route({
    method: 'GET',
    path: '/api/records',
    access: 'viewer',
    summary: 'Records across flows and runs by business key (from its beginning), newest first',
    query: z.object({
      q: z.string().max(200).default(''),
      outcome: Outcome.optional(),
      flow: Id.optional(),
      ...Paging,
    }),
    response: listOf(RecordSummary),
  }),
  previewMapping: route({
    method: 'POST',
    path: '/api/mappings/preview',
    access: 'viewer',
    summary: 'What a mapping makes of a record; the same code as a run',
    body: z.object({
      mapping: Mapping,
      record: z.unknown(),
      problem: StepProblem.optional().describe('$problem of the formulas, behind "when it fails"'),
    }),
    response: MappingPreview,
  }),
};
