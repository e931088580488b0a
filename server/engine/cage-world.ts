import type { FlowNode } from '#flows/graph.ts';
import type { CageRecord, CageWorld } from './cage/cage.ts';
import type { StepRecord, StepRun } from './runner.ts';

/** The same record at the same step of the same moment takes the same chances, whichever batch it travels in. */
export function cageWorld(node: FlowNode, { moment, tables = [] }: StepRun, records: readonly StepRecord[]): CageWorld {
  return { now: moment.now, seeds: records.map(({ key }) => `${moment.seed} ${node.id} ${key}`), tables };
}

/** A record as the cage takes it. */
export const forCage = ({ text, problem }: StepRecord): CageRecord => (problem ? { text, problem } : text);
