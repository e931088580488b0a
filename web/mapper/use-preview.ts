import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useMemo } from 'react';
import { checkMapping, type MappingProblem } from '#flows/mapping/check.ts';
import type { Mapping, MappingRow } from '#flows/mapping/rows.ts';
import type { Problem } from '#flows/problem.ts';
import { useRoute } from '#web/api/queries.ts';
import type { StepSample } from './input-paths.ts';
import { isListRow } from './slots.ts';

export type Preview = {
  result: unknown;
  /** What each row gave, by its path; a row inside a list gives one value per item. */
  values: ReadonlyMap<string, unknown>;
  /** What is wrong, at which row; the row's path is null for the mapping as a whole. */
  problems: MappingProblem[];
};

/** Typing is over after this many milliseconds of quiet. */
const quiet = 200;

/**
 * What the mapping makes of a record, from the very code that runs it. Formulas that cannot be read are left out of the
 * question, so that one half-typed formula does not hide what the others give.
 */
export function usePreview(mapping: Mapping, sample: StepSample | null): Preview {
  const unread = useMemo(() => checkMapping(mapping), [mapping]);
  const readable = useMemo(() => withoutRows(mapping, unread), [mapping, unread]);
  const [asked] = useDebouncedValue(readable, quiet);
  const answer = useRoute(
    'previewMapping',
    {
      body: {
        mapping: asked ?? { mode: 'rows', rows: [] },
        record: sample?.body,
        ...(sample?.problem && { problem: sample.problem }),
      },
    },
    { enabled: sample !== null && asked !== null, placeholderData: keepPreviousData },
  ).data;
  return useMemo(() => {
    const values = new Map(answer?.rows.map(({ path, value }) => [path, value]));
    const failed = answer ? [...answer.rows.flatMap(failedRow), ...(answer.ok ? [] : wholeFault(answer))] : [];
    // What an earlier formula gave says nothing about one that cannot be read.
    return { result: readable === null ? undefined : answer?.result, values, problems: [...unread, ...failed] };
  }, [answer, unread, readable]);
}

type Row = { path: string; problem?: Problem; position?: number | null };

const failedRow = ({ path, problem, position = null }: Row): MappingProblem[] =>
  problem ? [{ path, problem, position }] : [];

/** The first fault stands at its row already; only one without a row is told apart. */
const wholeFault = (fault: MappingProblem): MappingProblem[] => (fault.path === null ? [fault] : []);

function withoutRows(mapping: Mapping, problems: readonly MappingProblem[]): Mapping | null {
  if (mapping.mode === 'expression') return problems.length > 0 ? null : mapping;
  const wrong = new Set(problems.map(({ path }) => path));
  const rows = mapping.rows.flatMap((row): MappingRow[] => {
    if (!isListRow(row)) return wrong.has(row.to) ? [] : [row];
    if (wrong.has(`${row.to}[]`)) return [];
    return [{ ...row, rows: row.rows.filter(({ to }) => !wrong.has(`${row.to}[].${to}`)) }];
  });
  return { mode: 'rows', rows };
}
