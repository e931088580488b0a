import type { Mapping } from '#flows/mapping/rows.ts';
import type { Problem, StepProblem } from '#flows/problem.ts';

/** A record's JSON text; behind "when it fails" together with what went wrong, which formulas see as `$problem`. */
export type CageRecord = string | { text: string; problem: StepProblem };

/** A value that was looked for in a value table and is not there. */
export type UnknownValue = { table: string; value: string };
type Noted = { unknown?: UnknownValue[] };

/** What one record became. `text` is JSON; a failure names the row's target path and the place in its formula. */
export type Mapped = Noted &
  ({ ok: true; text: string } | { ok: false; problem: Problem; path: string | null; position: number | null });

/** A value table by its name in formulas. Its content never changes: another content has another id. Rows are the JSON of pairs. */
export type CageTable = { name: string; id: string; rows: string };

/** What formulas may know beside their records: what counts as now, for each record where its chances begin, and tables. */
export type CageWorld = { now: number; seeds: readonly string[]; tables?: readonly CageTable[] };

/** Whether one record passes a condition. */
export type Judged = Noted &
  ({ ok: true; pass: boolean } | { ok: false; problem: Problem; path: null; position: number | null });

/**
 * What each row of a mapping gave for one record, for the mapper's preview; no value when it leaves its field out. List rows
 * stand under `path[]`, the rows inside them under `path[].name` with the values of all items.
 */
export type RowValues = { path: string; value?: unknown; problem?: Problem; position?: number | null }[];

/**
 * The pool of child processes in which users' expressions run. Records go in and results come out as JSON text, a batch
 * at a time. Whatever an expression does, the call settles within the deadline and only the record concerned fails.
 */
export type Cage = {
  map(mapping: Mapping, records: CageRecord[], world?: CageWorld): Promise<Mapped[]>;
  judge(expression: string, records: CageRecord[], world?: CageWorld): Promise<Judged[]>;
  /** For the editor: the whole result (as far as it goes) and each row's value. */
  preview(
    mapping: Mapping,
    record: CageRecord,
    world?: CageWorld,
  ): Promise<{ result: Mapped; partial: string | null; rows: RowValues }>;
  close(): Promise<void>;
};
