import type { FilterSettings } from '../kinds/filter.ts';
import type { Problem } from '../problem.ts';
import { faultOf, type MappingFault } from './fault.ts';
import { parseFormula } from './parse.ts';
import { findPathTwice } from './place.ts';
import type { Mapping, MappingRow, ValueRow } from './rows.ts';
import { findForbidden, findRebinding, findTables } from './syntax.ts';

/** What is wrong with a mapping before any record is seen: at which row, and where in its formula. */
export type MappingProblem = { problem: Problem; path: string | null; position: number | null };

/** Only reading is done with it, so that no limit matters. */
const reader = { limits: { timeoutMs: 0, stack: 0, sequence: 0 } };

/** Everything that can be told from a mapping alone. Patterns that the server's regex engine refuses show at run time. */
export function checkMapping(mapping: Mapping): MappingProblem[] {
  if (mapping.mode === 'expression') return checkFormula(mapping.expression, null);
  return checkRows(mapping.rows, '');
}

/** The same for a filter: each field must be a formula by itself. */
export function checkRule(rule: FilterSettings['rule']): MappingProblem[] {
  if (rule.mode === 'expression') return checkFormula(rule.expression, null);
  return rule.conditions.flatMap(({ field }) => checkFormula(field, field));
}

function checkRows(rows: readonly MappingRow[], within: string): MappingProblem[] {
  const twice = findPathTwice(rows);
  const found = rows.flatMap((row) => {
    if (!('forEach' in row)) return checkValueRow(row, within + row.to);
    const path = `${within}${row.to}[]`;
    return [...checkFormula(row.forEach, path), ...checkRows(row.rows, `${path}.`)];
  });
  return twice ? [{ problem: twice.problem, path: within + twice.path, position: null }, ...found] : found;
}

function checkValueRow(row: ValueRow, path: string): MappingProblem[] {
  if (row.from.trim() !== '') return checkFormula(row.from, path);
  if (row.ifEmpty.do !== 'stop') return [];
  return [{ problem: { code: 'mapping.not-matched', params: { field: path } }, path, position: null }];
}

/** The same for one formula; `path` names its row. */
export function checkFormula(source: string, path: string | null): MappingProblem[] {
  try {
    const ast = parseFormula(source, reader).ast();
    const finding = findRebinding(ast) ?? findForbidden(ast) ?? findTables(ast).unnamed;
    return finding ? [{ ...finding, path }] : [];
  } catch (error) {
    const { problem, position }: MappingFault = faultOf(error, path);
    return [{ problem, path, position }];
  }
}
