import type { IfEmpty, ListRow, MappingRow, ValueRow, When } from '#flows/mapping/rows.ts';
import type { Translation } from '#flows/mapping/value-table.ts';
import { type Address, isListRow } from './slots.ts';

export type Rows = readonly MappingRow[];

/** Fills a field. A field of the target that is emptied again has no row; one that a person added keeps it. */
export function setFormula(rows: Rows, address: Address, from: string, keep: boolean): MappingRow[] {
  return changeValueRow(rows, address, (row) => {
    if (row) return from === '' && !keep && row.ifEmpty.do === 'leave-out' ? null : { ...row, from };
    return from === '' && !keep ? null : { to: address.to, from, ifEmpty: { do: 'leave-out' } };
  });
}

/** Says what happens when the formula gives nothing. A row without a formula may live by this alone: a fixed value. */
export function setIfEmpty(rows: Rows, address: Address, ifEmpty: IfEmpty, keep: boolean): MappingRow[] {
  return changeValueRow(rows, address, (row) => {
    const changed = { to: address.to, from: '', ...row, ifEmpty };
    return changed.from === '' && ifEmpty.do === 'leave-out' && !keep ? null : changed;
  });
}

/** Says through which value table a row's value goes; null = as it is. */
export const setTranslation = (rows: Rows, address: Address, valueTable: Translation | null): MappingRow[] =>
  changeValueRow(rows, address, (row) => {
    if (!valueTable && !row) return null;
    const { valueTable: _, ...rest } = row ?? { to: address.to, from: '', ifEmpty: { do: 'leave-out' as const } };
    return valueTable ? { ...rest, valueTable } : rest;
  });

/** Says whether a row is sent always, or on one way only. */
export function setWhen(rows: Rows, address: Address, when: When): MappingRow[] {
  const changed = <Row extends MappingRow>({ when: _, ...row }: Row) => (when === 'always' ? row : { ...row, when });
  if (address.list !== null) return changeValueRow(rows, address, (row) => row && changed(row));
  return rows.map((row) => (row.to !== address.to ? row : isListRow(row) ? changed(row) : changed(row)));
}

/** Takes a row away, with all rows inside it. */
export function removeRow(rows: Rows, address: Address): MappingRow[] {
  if (address.list !== null) return changeValueRow(rows, address, () => null);
  return rows.filter((row) => row.to !== address.to);
}

export const renameRow = (rows: Rows, address: Address, to: string): MappingRow[] =>
  address.list === null
    ? rows.map((row) => (row.to === address.to ? { ...row, to } : row))
    : changeValueRow(rows, address, (row) => row && { ...row, to });

/** Says which list of the source makes the items of a list of the target. */
export function setForEach(rows: Rows, to: string, forEach: string): MappingRow[] {
  const found = rows.find((row) => row.to === to);
  if (!found) return [...rows, { to, forEach, rows: [] }];
  return rows.map((row) => (row === found ? { rows: [], ...(isListRow(row) && row), to, forEach } : row));
}

/** Changes, adds or (null) takes away the value row at an address; inside a list row that does not exist nothing changes. */
function changeValueRow(
  rows: Rows,
  { list, to }: Address,
  change: (row: ValueRow | null) => ValueRow | null,
): MappingRow[] {
  if (list === null) return changeIn(rows, to, change);
  return rows.map((row) => {
    if (row.to !== list || !isListRow(row)) return row;
    const inner: ListRow = { ...row, rows: changeIn(row.rows, to, change) };
    return inner;
  });
}

function changeIn<Row extends MappingRow>(
  rows: readonly Row[],
  to: string,
  change: (row: ValueRow | null) => ValueRow | null,
): (Row | ValueRow)[] {
  const found = rows.find((row) => row.to === to);
  const changed = change(found && !isListRow(found) ? found : null);
  if (!found) return changed ? [...rows, changed] : [...rows];
  return rows.flatMap((row) => (row === found ? (changed ?? []) : row));
}
