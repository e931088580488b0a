import type { Compiler } from './compiler.ts';
import { isList, joined, type List, looksMarked, sequence } from './list.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { pairs, type Tree } from './tree.ts';

type Pair = { key: Op; value: Op };
type Group = { pair: Pair; data: unknown };

/** More groups than this of one list are left to the library, whose depth of calls grows with their number. */
export const mostGroups = 50;

/** What the library keeps for itself, and the name that would not become a field of an object. */
const reserved: ReadonlySet<string> = new Set(['_jsonata_lambda', '_jsonata_function', '__proto__']);

/** `{...}` by itself, or behind a path, where items with the same key come together. */
export function compileGroup(tree: { readonly lhs?: unknown }, compiler: Compiler): Op {
  const all = pairs(tree);
  const compiled = all.map(([key, value]) => ({ key: compiler.node(key), value: compiler.node(value) }));
  const names = all.map(([key]) => fixedName(key));
  const gather: Op = (context, run) => gathered(compiled, itemsOf(context), run, compiler.most);
  if (!names.every((name) => name !== null) || new Set(names).size < names.length) return gather;
  const fixed = compiled.map(({ value }, at) => ({ name: names[at] ?? '', value }));
  const single: Op = (context, run) => {
    if (looksMarked(context)) return leave();
    const made: Record<string, unknown> = {};
    for (const { name, value } of fixed) {
      const found = value(context, run);
      if (found !== undefined) made[name] = found;
    }
    return made;
  };
  return (context, run) => (isList(context) ? gather(context, run) : single(context, run));
}

/** A key that is written out needs no look at the item. */
const fixedName = (key: Tree) =>
  key.type === 'string' && typeof key.value === 'string' && key.predicate === undefined && !reserved.has(key.value)
    ? key.value
    : null;

/** An empty list makes one object of nothing. The library adds that nothing to the list itself, were it the record's own. */
function itemsOf(context: unknown): List {
  if (!isList(context)) return looksMarked(context) ? leave() : sequence(context);
  if (context.length > 0) return context;
  return context.sequence === true ? sequence(undefined) : leave();
}

function gathered(pairs: readonly Pair[], items: List, run: Run, most: number): Record<string, unknown> {
  spend(run, items.length * pairs.length);
  const groups: Record<string, Group> = {};
  for (const item of items) {
    for (const pair of pairs) {
      const key = pair.key(item, run);
      if (key !== undefined) collect(groups, key, { pair, data: item }, most);
    }
  }
  const names = Object.keys(groups);
  if (names.length > mostGroups) leave();
  const made: Record<string, unknown> = {};
  for (const name of names) {
    const group = groups[name];
    const found = group?.pair.value(group.data, run);
    if (found !== undefined) made[name] = found;
  }
  return made;
}

/** The library complains of keys that are no texts, that are its own, and that two pairs make. */
function collect(groups: Record<string, Group>, key: unknown, entry: Group, most: number): void {
  if (typeof key !== 'string' || reserved.has(key)) return leave();
  const known = Object.hasOwn(groups, key) ? groups[key] : undefined;
  if (!known) groups[key] = entry;
  else if (known.pair !== entry.pair) leave();
  else known.data = joined(known.data, entry.data, most);
}
