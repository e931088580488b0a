import type { FilterSettings } from '../kinds/filter.ts';
import { parseFormula } from './parse.ts';
import type { Mapping, MappingRow } from './rows.ts';
import { findTables } from './syntax.ts';

/** The value tables that a mapping asks for, by their names. */
export function tablesOfMapping(mapping: Mapping): string[] {
  return mapping.mode === 'expression' ? tablesOfFormula(mapping.expression) : mapping.rows.flatMap(tablesOfRow);
}

export function tablesOfRule(rule: FilterSettings['rule']): string[] {
  if (rule.mode === 'expression') return tablesOfFormula(rule.expression);
  return rule.conditions.flatMap(({ field }) => tablesOfFormula(field));
}

function tablesOfRow(row: MappingRow): string[] {
  if ('forEach' in row) return [...tablesOfFormula(row.forEach), ...row.rows.flatMap(tablesOfRow)];
  return [...(row.valueTable ? [row.valueTable.table] : []), ...tablesOfFormula(row.from)];
}

/** A formula that cannot be read asks for nothing; the check of the flow says what is wrong with it. */
export function tablesOfFormula(source: string): string[] {
  if (!source.includes('translate')) return [];
  try {
    return findTables(parseFormula(source, { limits: { timeoutMs: 0, stack: 0, sequence: 0 } }).ast()).names;
  } catch {
    return [];
  }
}
