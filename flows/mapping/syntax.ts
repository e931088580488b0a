import type { Problem } from '../problem.ts';
import { builtIns, forbiddenNames } from './names.ts';

/** What stands in a formula that may not, and where. */
export type Finding = { problem: Problem; position: number | null };

type Node = Record<string, unknown>;

/**
 * Names of built-in functions that a formula gives a new meaning. Must be refused before evaluation too: with a $clone of
 * one's own, jsonata's transform operator changes the source record itself. Names are fixed in the text ($eval is refused),
 * so that this finds them all.
 */
export function findRebinding(ast: unknown): Finding | null {
  for (const node of nodesOf(ast)) {
    const name = namesBoundBy(node).find((bound) => builtIns.has(bound) || bound === 'translate');
    if (name !== undefined) return { problem: about('mapping.rebinds', 'function', `$${name}`), position: at(node) };
  }
  return null;
}

/** A courtesy while a person writes: what would fail or be dropped at run time in any case. */
export function findForbidden(ast: unknown): Finding | null {
  for (const node of nodesOf(ast)) {
    if (node.type === 'variable' && node.value === 'eval')
      return { problem: about('mapping.forbidden-function', 'function', '$eval'), position: at(node) };
    const key = literalKeysOf(node).find((name) => forbiddenNames.has(name));
    if (key !== undefined) return { problem: about('mapping.reserved-name', 'field', key), position: at(node) };
  }
  return null;
}

/**
 * The value tables that a formula names. They are sent along with the records, so that their names must stand in the text:
 * `unnamed` is a use of $translate that does not say its table so.
 */
export function findTables(ast: unknown): { names: string[]; unnamed: Finding | null } {
  const nodes = [...nodesOf(ast)];
  const applied = new Set(nodes.flatMap((node) => (node.type === 'apply' ? [node.rhs] : [])));
  const procedures = new Set<unknown>();
  const names: string[] = [];
  let unnamed: Finding | null = null;
  const refuse = (node: Node) => {
    unnamed ??= { problem: { code: 'mapping.table-not-named', params: {} }, position: at(node) };
  };
  for (const node of nodes.filter((it) => it.type === 'function' || it.type === 'partial')) {
    if (!isTranslate(node.procedure)) continue;
    procedures.add(node.procedure);
    const given: unknown[] = Array.isArray(node.arguments) ? node.arguments : [];
    const table = given[applied.has(node) ? 0 : 1];
    if (isNode(table) && table.type === 'string' && typeof table.value === 'string') names.push(table.value);
    else refuse(node);
  }
  for (const node of nodes) if (isTranslate(node) && !procedures.has(node)) refuse(node);
  return { names, unnamed };
}

const isTranslate = (node: unknown): node is Node =>
  isNode(node) && node.type === 'variable' && node.value === 'translate';

function namesBoundBy(node: Node): string[] {
  const variables = [
    ...(node.type === 'bind' ? [node.lhs] : []),
    ...(node.type === 'lambda' && Array.isArray(node.arguments) ? node.arguments : []),
  ];
  const named = variables.flatMap((variable) => (isNode(variable) ? [variable.value] : []));
  const index = node.type === 'index' ? [node.value] : [];
  return [...named, ...index, node.focus, node.index].filter((name) => typeof name === 'string');
}

/** `{"a": 1}` stands in the tree as pairs of nodes. */
function literalKeysOf(node: Node): string[] {
  if (!Array.isArray(node.lhs)) return [];
  return node.lhs.flatMap((pair: unknown) => {
    const key: unknown = Array.isArray(pair) ? pair[0] : undefined;
    return isNode(key) && key.type === 'string' && typeof key.value === 'string' ? [key.value] : [];
  });
}

/** Every node, each once: parts of the tree are shared. Without recursion, for a formula may be nested deeply. */
function* nodesOf(ast: unknown): Generator<Node> {
  const seen = new Set<unknown>();
  const waiting = [ast];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isNode(next)) yield next;
    for (const child of Object.values(next)) if (typeof child === 'object') waiting.push(child);
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp);
const at = (node: Node) => (typeof node.position === 'number' ? node.position : null);
const about = (code: string, name: string, value: string): Problem => ({ code, params: { [name]: value } });
