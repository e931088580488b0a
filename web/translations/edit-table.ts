import type { TableRow } from '#flows/mapping/value-table.ts';

/** A line as it is typed: the first column may still be empty. */
export type EditedRow = TableRow;

/** What is saved: lines with a value, without the space around it. */
export const toSave = (rows: readonly EditedRow[]): TableRow[] =>
  rows.map(({ from, to }) => ({ from: from.trim(), to: to.trim() })).filter(({ from }) => from !== '');

/** The places of values that stand above already. */
export function twiceAt(rows: readonly EditedRow[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const twice = new Set<number>();
  for (const [at, row] of rows.entries()) {
    const from = row.from.trim();
    if (from !== '' && seen.has(from)) twice.add(at);
    seen.add(from);
  }
  return twice;
}

/** The places of lines that hold the text in one of their columns. */
export function matching(rows: readonly EditedRow[], q: string): number[] {
  const wanted = q.trim().toLowerCase();
  return rows.flatMap(({ from, to }, at) => (`${from}\n${to}`.toLowerCase().includes(wanted) ? [at] : []));
}
