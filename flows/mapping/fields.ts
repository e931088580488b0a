import { compileFormula, type Formula } from './compile/quick.ts';
import { faultOf, MappingFault } from './fault.ts';
import type { Bindings, Engine } from './formula.ts';
import { findPathTwice } from './place.ts';
import type { Room } from './plain.ts';
import type { IfEmpty, ListRow, MappingRow, ValueRow } from './rows.ts';
import type { Translation } from './value-table.ts';
import type { World } from './world.ts';

/** What a formula sees: its context, the variables, the whole record, the world, and the room left for the result. */
export type Scope = { context: unknown; bindings: Bindings; record: unknown; world: World; room: Room };

/** A row made ready. `path` names it in faults and previews (`lines[].sku`), `names` lead to its place. */
export type ValueField = {
  path: string;
  names: string[];
  formula: Formula | null;
  ifEmpty: IfEmpty;
  translation: Translation | null;
};
export type ListField = { path: string; names: string[]; forEach: Formula; fields: ValueField[] };
export type Field = ValueField | ListField;

/** Characters of all formulas of one mapping together. */
const mostSource = 200_000;

export function compileFields(rows: readonly MappingRow[], engine: Engine): Field[] {
  const source = rows.reduce((total, row) => total + sourceOf(row), 0);
  if (source > mostSource) {
    throw new MappingFault({ code: 'mapping.formula-too-long', params: { most: mostSource } });
  }
  return compileRows(rows, '', (row, path) =>
    'forEach' in row ? compileList(row, path, engine) : compileValue(row, path, engine),
  );
}

/** The same checks for the rows of the record and those of a list. */
function compileRows<R extends MappingRow, F>(rows: readonly R[], within: string, make: (row: R, path: string) => F) {
  const twice = findPathTwice(rows);
  if (twice) throw new MappingFault(twice.problem, { path: within + twice.path });
  return rows.map((row) => make(row, within + row.to));
}

function compileList(row: ListRow, to: string, engine: Engine): ListField {
  const path = `${to}[]`;
  const forEach = compileAt(path, row.forEach, engine);
  const fields = compileRows(row.rows, `${path}.`, (inner, innerPath) => compileValue(inner, innerPath, engine));
  return { path, names: to.split('.'), forEach, fields };
}

/** A row without a formula gives nothing, so that a fixed value is a row with only an "if empty". */
function compileValue(row: ValueRow, path: string, engine: Engine): ValueField {
  const formula = row.from.trim() === '' ? null : compileAt(path, row.from, engine);
  return { path, names: row.to.split('.'), formula, ifEmpty: row.ifEmpty, translation: row.valueTable ?? null };
}

function compileAt(path: string, source: string, engine: Engine): Formula {
  try {
    return compileFormula(source, engine);
  } catch (error) {
    throw faultOf(error, path);
  }
}

const sourceOf = (row: MappingRow): number =>
  'forEach' in row ? row.forEach.length + row.rows.reduce((sum, it) => sum + it.from.length, 0) : row.from.length;
