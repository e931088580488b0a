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
export function pairs(tree: { readonly lhs?: unknown }): [Tree, Tree][] {
  if (!Array.isArray(tree.lhs)) return outside('an object without pairs');
  return tree.lhs.map((pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 ? [treeOf(pair[0]), treeOf(pair[1])] : outside('a pair that is none'),
  );
}

export function text(tree: Tree, name: string): string {
  const found = tree[name];
  return typeof found === 'string' ? found : outside(`${name} that is no text`);
}

/** What stands behind a node in brackets or braces; some places of the tree ignore it. */
export const hasTail = (tree: Tree) => tree.predicate !== undefined || tree.group !== undefined;
