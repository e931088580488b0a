import type { Problem } from '../problem.ts';
import type { Json, JsonObject } from './plain.ts';
import type { MappingRow } from './rows.ts';

/** Puts a value at a dotted path; the objects on the way are made when they are needed. */
export function place(target: JsonObject, names: readonly string[], value: Json): void {
  const last = names.length - 1;
  let inner = target;
  for (let at = 0; at < last; at += 1) inner = objectIn(inner, names[at] ?? '');
  inner[names[last] ?? ''] = value;
}

function objectIn(target: JsonObject, name: string): JsonObject {
  const found = Object.hasOwn(target, name) ? target[name] : undefined;
  if (isObject(found)) return found;
  const made: JsonObject = {};
  target[name] = made;
  return made;
}

/** Rows that would write over each other: the same path, or one inside the other's value. */
export function findPathTwice(rows: readonly MappingRow[]): { problem: Problem; path: string } | null {
  const taken = new Set<string>();
  const parents = new Set<string>();
  for (const { to } of rows) {
    const above = parentsOf(to);
    if (taken.has(to) || parents.has(to) || above.some((parent) => taken.has(parent))) {
      return { problem: { code: 'mapping.path-twice', params: { field: to } }, path: to };
    }
    taken.add(to);
    for (const parent of above) parents.add(parent);
  }
  return null;
}

/** `a.b.c` stands inside `a` and `a.b`. */
function parentsOf(path: string): string[] {
  const names = path.split('.');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
