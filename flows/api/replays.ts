import * as z from 'zod';
import { Difference } from '../differences.ts';
import { NodeId } from '../graph.ts';
import { Problem } from '../problem.ts';
import { Id, route } from './route.ts';
import { Made, Outcome, ReplayNote, RunSummary } from './runs.ts';

const replayFrom = ReplayNote.shape.from.options;

/** Which records of the activity log, whatever run they were in. Of each record only its newest try counts. */
const RecordFilter = z.strictObject({
  outcome: Outcome.extract(['sent', 'already-there', 'left-out', 'attention']).optional(),
  flow: Id.optional(),
  q: z.string().max(200).optional().describe('a business key, from its beginning'),
  problem: z.string().max(100).optional().describe('the code of their problem'),
});
export type RecordFilter = z.infer<typeof RecordFilter>;

const ReplayBody = z.object({
  records: z
    .array(z.object({ run: Id, no: z.number().int().min(0) }))
    .max(1000)
    .optional()
    .describe('these records'),
  run: Id.optional().describe('every record of this run that needs attention'),
  filter: RecordFilter.optional().describe('every record that matches, up to 10,000'),
  from: z
    .enum(replayFrom)
    .default('failed')
    .describe(
      'failed: the step that failed, with what it received; start: all steps, with the stored record; source: ask the source for the record as it is now, then all steps; node: the step `node` and all after it',
    ),
  node: NodeId.optional(),
  version: z.enum(['now', 'then']).default('now'),
  edited: z
    .json()
    .optional()
    .describe(
      'one record only: goes into the first step that is done again, in place of what was stored; needs a reason',
    ),
  force: z
    .boolean()
    .default(false)
    .describe('send also what the ledger knows as sent: it can then stand in the other system twice'),
  reason: z.string().trim().max(500).default(''),
});

type Body = z.infer<typeof ReplayBody>;

const oneChoice = ({ records, run, filter }: Body) =>
  [records, run, filter].filter((choice) => choice !== undefined).length === 1;
const wholeStep = ({ from, node }: Body) => (from === 'node') === (node !== undefined);
const oneEdited = ({ edited, records, from }: Body) =>
  edited === undefined || (records?.length === 1 && from !== 'source');

/** A request that makes sense: one choice of records, a step where one is named, one record where it is edited. */
const sound = <T extends z.ZodType<Body>>(body: T) =>
  body
    .refine(oneChoice, { message: 'give records, run or filter', path: ['records'] })
    .refine(wholeStep, { message: 'from node needs a node, and only it', path: ['node'] })
    .refine(oneEdited, { message: 'one stored record can be edited at a time', path: ['edited'] });

const hasReason = ({ edited, force, reason }: Body) => (edited === undefined && !force) || reason !== '';

/** What one target would get now, beside what it got, or was about to get, then. */
const TargetPreview = z.object({
  node: NodeId,
  outcome: Outcome.describe('would-send, or already-there when it would be left alone'),
  made: Made.optional().describe('what the target would do'),
  problem: Problem.nullable(),
  before: z.json().optional(),
  after: z.json().optional(),
  differences: z.array(Difference),
});
export type TargetPreview = z.infer<typeof TargetPreview>;

const RecordPreview = z.object({
  run: Id,
  no: z.number().int(),
  key: z.string(),
  title: z.string(),
  outcome: Outcome,
  problem: Problem.nullable(),
  node: NodeId.nullable().describe('where it would end'),
  input: z.json().describe('what the first step that is done again would receive'),
  edits: z.array(Difference).describe('what the person changed in it'),
  targets: z.array(TargetPreview),
});
export type RecordPreview = z.infer<typeof RecordPreview>;

export const ReplayPreview = z.object({
  total: z.number().int(),
  leftAlone: z.number().int().describe('of all: already there, and not sent again'),
  items: z.array(RecordPreview).describe('the first twenty, in full'),
});
export type ReplayPreview = z.infer<typeof ReplayPreview>;

const forExperts = { edited: 'expert', force: 'expert' } as const;

export const replayRoutes = {
  previewReplay: route({
    method: 'POST',
    path: '/api/replays/preview',
    access: 'merchant',
    summary: 'What trying again would send now beside what was sent or tried then, field by field; nothing is sent',
    body: sound(ReplayBody),
    fields: forExperts,
    response: ReplayPreview,
  }),
  replay: route({
    method: 'POST',
    path: '/api/replays',
    access: 'merchant',
    summary:
      'Try records again, in a new run per flow; what is already sent is left alone unless an expert forces it, with a reason',
    body: sound(ReplayBody).refine(hasReason, { message: 'say why', path: ['reason'] }),
    fields: forExperts,
    response: z.object({ runs: z.array(RunSummary) }),
  }),
};
