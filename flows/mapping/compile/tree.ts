/** A node of jsonata's syntax tree. Its parts are read one by one: the library promises nothing about them. */
export type Tree = { readonly type: string; readonly [part: string]: unknown };

/** The formula holds something outside the subset that is compiled; the library runs it. Never seen by anybody. */
export class OutsideSubset extends Error {}

export function outside(what: string): never {
  throw new OutsideSubset(what);
}

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

export function treeOf(value: unknown): Tree {
  return isTree(value) ? value : outside('a part that is no node');
}

export const part = (tree: Tree, name: string): Tree => treeOf(tree[name]);

/** A list of nodes; a part that is not there is an empty one. */
export function parts(tree: Tree, name: string): Tree[] {
  const found = tree[name] ?? [];
  return Array.isArray(found) ? found.map(treeOf) : outside(`${name} that is no list`);
}

/** Keys and values of an object or a grouping. */
export function pairs(list: unknown): [Tree, Tree][] {
  if (!Array.isArray(list)) return outside('an object without pairs');
  return list.map((pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 ? [treeOf(pair[0]), treeOf(pair[1])] : outside('a pair that is none'),
  );
}

export function text(tree: Tree, name: string): string {
  const found = tree[name];
  return typeof found === 'string' ? found : outside(`${name} that is no text`);
}

/** The pairs behind a path or a value; null when there is no grouping. */
export function groupPairs({ group }: Tree): unknown {
  return typeof group === 'object' && group !== null && 'lhs' in group ? group.lhs : null;
}

/** What stands behind a node in brackets or braces; some places of the tree ignore it. */
export const hasTail = (tree: Tree) => tree.predicate !== undefined || tree.group !== undefined;

/** Variables bound within paths, and looks at the parent: formulas with these keep books that are not kept here. */
const marks = ['tuple', 'focus', 'index', 'ancestor', 'seekingParent'];

export function refuseMarks(tree: Tree): void {
  const mark = marks.find((name) => tree[name] !== undefined);
  if (mark !== undefined) outside(mark);
}
