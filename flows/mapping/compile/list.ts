import { leave } from './run.ts';

/**
 * A list with the marks that jsonata 2.2.2 puts on it (read in its evaluate, evaluatePath and evaluateUnary). A `sequence`
 * is a result that became a list by itself: empty it is nothing, with one item it is that item, unless `keepSingleton`.
 * `cons` was written with brackets in a path and is not flattened.
 */
export type List = unknown[] & { sequence?: boolean; keepSingleton?: boolean; cons?: boolean };

export const isList = (value: unknown): value is List => Array.isArray(value);

export function sequence(...items: unknown[]): List {
  const list: List = items;
  list.sequence = true;
  return list;
}

export function sequenceOf(items: readonly unknown[]): List {
  const list: List = items.slice();
  list.sequence = true;
  return list;
}

/** What the library does to the value of every node: a sequence of nothing or one is no list. */
export function settle(value: unknown, keepArray: boolean): unknown {
  if (!isList(value) || value.sequence !== true) return value;
  if (keepArray) value.keepSingleton = true;
  if (value.length === 0) return undefined;
  return value.length === 1 && value.keepSingleton !== true ? value[0] : value;
}

/** Many a field of a record may bear the name of one of the library's marks, and it would take it for one. */
export const looksMarked = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (('tupleStream' in value && Boolean(value.tupleStream)) || ('outerWrapper' in value && Boolean(value.outerWrapper)));

/** Array.isArray first: a list of the record is an object too. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** $append and the brackets of a list: both sides as lists, one after the other. */
export function joined(left: unknown, right: unknown, most: number): unknown {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const all: unknown[] = isList(left) ? left.slice() : [left];
  if (isList(right)) for (const item of right) all.push(item);
  else all.push(right);
  return within(all, most);
}

/** The library's limit on lists; what is longer is for it to refuse. */
export function within<L extends unknown[]>(list: L, most: number): L {
  return list.length > most ? leave() : list;
}
