import type { Mapping } from '#flows/mapping/rows.ts';

/** What a child does with each record of a batch. */
export type Job =
  | { do: 'map'; mapping: Mapping }
  | { do: 'judge'; expression: string }
  | { do: 'preview'; mapping: Mapping };
