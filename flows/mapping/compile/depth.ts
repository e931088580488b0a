import { mostGroups } from './group.ts';
import { groupPairs, isTree, type Tree } from './tree.ts';

/**
 * How deep the library could at most be in calls of its evaluate() while it runs a formula. It works out the items of a list
 * and the values of an object side by side, so that their depths add up. What may come near the limit is left to it.
 */
export function mostDepth(tree: Tree): number {
  const lambdas = new Map<string, Tree[]>();
  gatherLambdas(tree, lambdas);
  return depthOf(tree, { lambdas, depths: new Map() });
}

type Known = { readonly lambdas: ReadonlyMap<string, Tree[]>; readonly depths: Map<Tree, number> };

/** A function that calls itself finds itself with no depth yet; such formulas are not compiled anyway. */
function depthOf(tree: Tree, known: Known): number {
  const found = known.depths.get(tree);
  if (found !== undefined) return found;
  known.depths.set(tree, 0);
  const pairs = pairsOf(tree).map(([key, value]) => depthOf(value, known) * (key.type === 'string' ? 1 : mostGroups));
  const inner = childrenOf(tree).map((child) => depthOf(child, known));
  const isList = tree.type === 'unary' && tree.value === '[';
  const aside = [...pairs, ...(isList ? inner : [])].reduce((sum, depth) => sum + depth, 0);
  const depth = 1 + Math.max(aside, depthOfLambda(tree, known), 0, ...inner);
  known.depths.set(tree, depth);
  return depth;
}

/** A name may stand for a call of the function it was given to. */
function depthOfLambda(tree: Tree, known: Known): number {
  if (tree.type !== 'variable' || typeof tree.value !== 'string') return 0;
  const lambdas = known.lambdas.get(tree.value) ?? [];
  return Math.max(0, ...lambdas.map((lambda) => depthOf(lambda, known)));
}

function gatherLambdas(tree: Tree, into: Map<string, Tree[]>): void {
  const { lhs, rhs } = tree;
  if (tree.type === 'bind' && isTree(lhs) && isTree(rhs) && typeof lhs.value === 'string') {
    into.set(lhs.value, [...(into.get(lhs.value) ?? []), rhs]);
  }
  for (const child of childrenOf(tree)) gatherLambdas(child, into);
}

const pairsOf = (tree: Tree): [Tree, Tree][] =>
  [tree.lhs, groupPairs(tree)].flatMap((list) => (Array.isArray(list) ? list.filter(isPair) : []));

const isPair = (value: unknown): value is [Tree, Tree] =>
  Array.isArray(value) && value.length === 2 && isTree(value[0]) && isTree(value[1]);

/** Whatever lies in a node, at any depth of plain lists and objects. */
function childrenOf(tree: Tree): Tree[] {
  const waiting: unknown[] = Object.values(tree);
  const found: Tree[] = [];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (isTree(next)) found.push(next);
    else if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next));
  }
  return found;
}
