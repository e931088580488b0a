import type { Outcome, StepOutcome } from '#flows/api/runs.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import type { OnlyOn } from '#flows/mapping/when.ts';
import type { Problem, StepProblem } from '#flows/problem.ts';
import type { ConnectionLostError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import type { Cage, CageTable, UnknownValue } from './cage/cage.ts';
import type { Age, DeliveryEnd, Ledger } from './delivery.ts';
import type { Answers, OpenLookup } from './open-lookup.ts';
import type { OpenTarget } from './open-target.ts';

/** A record as it enters a step: what the step before gave, as JSON text. */
export type StepRecord = Age & {
  no: number;
  key: string;
  text: string;
  attempts: number;
  /** Why it comes this way, behind "when it fails". */
  problem?: StepProblem;
  /** Where several ways lead to a target: the rows of the mapping that it came through which are sent on one way only. */
  only?: OnlyOn | null;
};

/** What a step made of one record. Left out: `output` when the record goes on unchanged. */
export type StepResult = {
  no: number;
  outcome: StepOutcome;
  output?: string;
  problem?: Problem;
  targetId?: string;
  /** What a target did. */
  made?: 'created' | 'updated';
  /** What stood in the target before it was changed, as JSON text. */
  before?: string;
  exchanges?: Exchange[];
  delivery?: DeliveryEnd;
  /** What it looked for in value tables and did not find. */
  unknown?: UnknownValue[];
  /** With outcome `waiting`: when the other side may be asked again. */
  retryAfterSeconds?: number | null;
  /** With outcome `waiting`: the other side was not asked, so it is no attempt. */
  notTried?: boolean;
};

/** What a run is, as far as a step may know. */
export type StepRun = {
  id: string;
  mode: 'live' | 'try';
  /** A person asked for exactly these records again, after looking at what is uncertain. */
  personDecided: boolean;
  /** An expert wants to have sent again what the ledger knows as sent. */
  force?: boolean;
  /** What its formulas take for now and for chance. */
  moment: Moment;
  /** The value tables that its formulas ask for. */
  tables?: readonly CageTable[];
  /** Its source says that each record replaces the one before it. */
  replacing?: boolean;
};

/** What counts as now, and where chance begins: the same moment, the same results. */
export type Moment = { now: number; seed: string };

/** What the engine needs of the outside; everything that is not in here it cannot touch. */
export type EnginePorts = {
  cage: Cage;
  now(): Date;
  /** Between 0 and 1, for the jitter of waiting times. */
  random(): number;
  openTarget(node: FlowNode): Promise<OpenTarget>;
  ledger(node: FlowNode): Ledger;
  openLookup(node: FlowNode): Promise<OpenLookup>;
  answers(node: FlowNode): Answers;
};

export type Step = { node: FlowNode; graph: Graph; run: StepRun; ports: EnginePorts };

/** `lost`: the connection is gone; records without a result wait for it. */
export type StepEnd = { results: StepResult[]; lost?: ConnectionLostError };

/** What a kind does to a batch. */
export type Runner = {
  /** True when it changes the outside world: its outcomes are written down before anything else happens. */
  touchesOutside: boolean;
  run(step: Step, records: StepRecord[]): Promise<StepEnd>;
};

/** Outcomes with which a record's way ends at a step; `passed` goes on and `waiting` comes back. */
export const isFinal = (outcome: StepOutcome): outcome is Exclude<Outcome, 'waiting'> =>
  outcome !== 'passed' && outcome !== 'waiting';
