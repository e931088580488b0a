import type { Compiler } from './compiler.ts';
import { isList, joined, type List, looksMarked, sequence } from './list.ts';
import { call, literal, type Ref } from './program.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { hasTail, pairs, type Tree } from './tree.ts';

type Pair = { key: Op; value: Op };
const pairOf = (key: Op, value: Op): Pair => ({ key, value });
type Group = { pair: Pair; data: unknown };

/** More groups than this of one list are left to the library, whose depth of calls grows with their number. */
export const mostGroups = 30;

/** What the library keeps for itself, and the name that would not become a field of an object. */
const reserved: ReadonlySet<string> = new Set(['_jsonata_lambda', '_jsonata_function', '__proto__']);

/** `{...}` by itself, or behind a path, where items with the same key come together. */
export function compileGroup(list: unknown, compiler: Compiler): Ref<Op> {
  const { program, house } = compiler;
  const all = pairs(list).map(([key, value]) => {
    return { name: fixedName(key), key: compiler.node(key), value: compiler.node(value) };
  });
  const made = all.map(({ key, value }) => program.make(pairOf, key, value));
  const gather = program.make(
    (...some: Pair[]): Op => {
      return (context, run) => gathered(some, itemsOf(context), run, house.most);
    },
    ...made,
  );
  const names = new Set(all.map(({ name }) => name));
  if (names.size < all.length || names.has(null)) return gather;
  const lines = all.map(({ name, value }) => `v=${call(value)};if(v!==undefined)m[${literal(name)}]=v;`);
  const otherwise = `if(${program.use(Array.isArray)}(c))return ${call(gather)};if(${program.use(looksMarked)}(c))${program.use(leave)}();`;
  return program.defineBody(`${otherwise}const m={};let v;${lines.join('')}return m;`);
}

/** An object that is the same for every record is made once. */
export function compileObject(tree: Tree, compiler: Compiler): Ref<Op> {
  const make = compileGroup(tree.lhs, compiler);
  const isFixed = pairs(tree.lhs).every(([key, value]) => fixedName(key) !== null && isLiteral(value));
  return isFixed ? compiler.program.make(onceMade, make) : make;
}

function onceMade(make: Op): Op {
  let made: unknown;
  return (context, run) => {
    if (isList(context) || looksMarked(context)) return make(context, run);
    made ??= make(undefined, run);
    return made;
  };
}

const isLiteral = (tree: Tree) => ['string', 'number', 'value'].includes(tree.type) && !hasTail(tree);

/** A key that is written out needs no look at the item. */
const fixedName = (key: Tree) =>
  key.type === 'string' && typeof key.value === 'string' && !hasTail(key) && !reserved.has(key.value)
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
  const name = typeof key === 'string' && !reserved.has(key) ? key : leave();
  const known = Object.hasOwn(groups, name) ? groups[name] : undefined;
  if (!known) groups[name] = entry;
  else if (known.pair !== entry.pair) leave();
  else known.data = joined(known.data, entry.data, most);
}
