import type { Run } from '#server/database/runs.ts';
import type { Moment } from '#server/engine/runner.ts';

/** What a run's formulas take for now and for chance: its own beginning, or that of the run it repeats. */
export const momentOf = ({ id, startedAt, envelope }: Pick<Run, 'id' | 'startedAt' | 'envelope'>): Moment =>
  envelope.moment ?? { now: startedAt.getTime(), seed: id };
