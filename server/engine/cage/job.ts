import type { Mapping } from '#flows/mapping/rows.ts';
import type { CageRecord, CageWorld } from './cage.ts';

/** What a child does with each record of a batch. */
type Deed = { do: 'map'; mapping: Mapping } | { do: 'judge'; expression: string } | { do: 'preview'; mapping: Mapping };

/** With `tables`: the ids of its value tables by their names. */
export type Job = Deed & { tables?: Record<string, string> };

/** A job with its records, as a child is given it. A record that a child leaves behind keeps its place in the world. */
export type Task = { job: string; records: readonly CageRecord[]; world: CageWorld };

/** The world of who says nothing about it. */
export const stillWorld: CageWorld = { now: 0, seeds: [] };

/** The task without the records that are through. */
export const restOf = ({ job, records, world }: Task, done: number): Task => ({
  job,
  records: records.slice(done),
  world: { ...world, seeds: world.seeds.slice(done) },
});
