import type { Problem } from '../problem.ts';
import type { MappingFault } from './fault.ts';
import type { Field } from './fields.ts';
import type { Json } from './plain.ts';

/** What one row gave: its value, or for a row inside a list the values of all items in their order. */
export type RowReport = { path: string; value?: Json; problem?: Problem; position?: number | null };

/** Gathers what each row gives, in the order of the rows, and the first fault of the whole mapping. */
export function collectRows(fields: readonly Field[]) {
  const rows = new Map<string, RowReport>();
  let first: MappingFault | null = null;
  for (const field of fields) {
    rows.set(field.path, { path: field.path });
    if (!('fields' in field)) continue;
    for (const inner of field.fields) rows.set(inner.path, { path: inner.path, value: [] });
  }
  return {
    value(path: string, value: Json | undefined): void {
      const row = rows.get(path);
      if (!row) return;
      if (isInList(path) && Array.isArray(row.value)) row.value.push(value ?? null);
      else row.value = value;
    },
    fault(fault: MappingFault): void {
      first ??= fault;
      const row = rows.get(fault.path ?? '');
      if (!row) return;
      if (isInList(row.path) && Array.isArray(row.value)) row.value.push(null);
      row.problem ??= fault.problem;
      row.position ??= fault.position;
    },
    done: () => ({ fault: first, rows: [...rows.values()] }),
  };
}

const isInList = (path: string) => path.includes('[].');
