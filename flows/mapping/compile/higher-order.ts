import { builtInOfOne } from './built-in.ts';
import type { Compiler } from './compiler.ts';
import { isYes } from './judge-value.ts';
import { compileLambda, completed, finished } from './lambda.ts';
import { isList, type List, sequence, within } from './list.ts';
import type { Ref } from './program.ts';
import { type Op, type Run, spend } from './run.ts';
import type { Lambda } from './scope.ts';
import { naturalOrder, sorted } from './sort.ts';
import { outside, type Tree, text } from './tree.ts';

/** A function as an argument: it is told as much as it has parameters for. */
type Callee = { arity: number; call(values: unknown[], context: unknown, run: Run): unknown };

/** Makes a call of the functions that take a function; its result as the function gave it. */
type Make = (given: readonly Tree[], compiler: Compiler, isLast: boolean) => Ref<Op>;

/** What is done with each item and what the function says of it. */
type Collect = (result: List, item: unknown, said: unknown) => void;

export const higherOrder: ReadonlyMap<string, Make> = new Map([
  ['map', overItems((result, _, said) => said !== undefined && result.push(said))],
  ['filter', overItems((result, item, said) => isYes(said) && result.push(item))],
  ['reduce', reduce],
  ['sort', sort],
]);

function overItems(collect: Collect): Make {
  return (given, compiler, isLast) => {
    const [list, callee] = given;
    if (!list || !callee || given.length !== 2) return outside('other than two arguments');
    const { most } = compiler.house;
    const each = ({ call }: Callee, items: Op): Op => {
      return (context, run) => {
        const all = itemsOf(items(context, run), run);
        if (all === undefined) return undefined;
        const result = sequence();
        for (const [at, item] of all.entries()) collect(result, item, call([item, at, all], context, run));
        return within(result, most);
      };
    };
    return compiler.program.make(each, compileCallee(callee, compiler, isLast), compiler.node(list));
  };
}

function reduce(given: readonly Tree[], compiler: Compiler, isLast: boolean): Ref<Op> {
  const [list, callee, start, ...more] = given;
  if (!list || !callee || more.length > 0) return outside('other than two or three arguments');
  const first = start ? compiler.node(start) : compiler.program.define('undefined');
  return compiler.program.make(folding, compileCallee(callee, compiler, isLast, 2), compiler.node(list), first);
}

function folding({ call }: Callee, items: Op, start: Op): Op {
  return (context, run) => {
    const all = itemsOf(items(context, run), run);
    let result = start(context, run);
    if (all === undefined) return undefined;
    const skipped = result === undefined && all.length > 0 ? 1 : 0;
    if (skipped === 1) result = all[0];
    for (const [at, item] of all.entries()) {
      if (at >= skipped) result = call([result, item, at, all], context, run);
    }
    return result;
  };
}

function sort(given: readonly Tree[], compiler: Compiler, isLast: boolean): Ref<Op> {
  const [list, callee, ...more] = given;
  if (!list || more.length > 0) return outside('other than one or two arguments');
  const items = compiler.node(list);
  if (!callee) return compiler.program.make((all) => sorting(all, naturalOrder), items);
  if (isLast) return outside('an order of its own in a last call: the library cannot call it');
  const ordered = ({ call }: Callee, all: Op) =>
    sorting(all, (_, context, run) => (left, right) => Boolean(call([left, right], context, run)));
  return compiler.program.make(ordered, compileCallee(callee, compiler, isLast), items);
}

type Order = (list: List, context: unknown, run: Run) => (left: unknown, right: unknown) => boolean;

function sorting(items: Op, order: Order): Op {
  return (context, run) => {
    const all = itemsOf(items(context, run), run);
    return all === undefined || all.length <= 1 ? all : sorted(all, order(all, context, run), run);
  };
}

/** An item by itself is a list of one. */
function itemsOf(found: unknown, run: Run): List | undefined {
  if (found === undefined) return undefined;
  const items = isList(found) ? found : [found];
  spend(run, items.length);
  return items;
}

function compileCallee(tree: Tree, compiler: Compiler, isLast: boolean, fewest = 0): Ref<Callee> {
  if (tree.type === 'lambda') return written(compileLambda(tree, compiler, null), compiler, isLast, fewest);
  if (tree.type !== 'variable') return outside('a function that is worked out');
  const name = text(tree, 'value');
  const bound = compiler.scope.find(name);
  if (bound) return 'lambda' in bound ? written(bound.lambda, compiler, isLast, fewest) : outside('a variable');
  const builtIn = isLast || fewest > 1 ? null : builtInOfOne(name, compiler.house.most);
  if (!builtIn) return outside('a built-in function that takes more than one value, or that a last call cannot call');
  return compiler.program.make((): Callee => ({ arity: 1, call: ([value], _, run) => builtIn(value, run) }));
}

function written(lambda: Lambda, compiler: Compiler, isLast: boolean, fewest: number): Ref<Callee> {
  const { slots, home, signature, body } = lambda;
  if (slots.length < fewest || (signature && isLast)) return outside('a function that cannot be called like this');
  return compiler.program.make((work: Op): Callee => {
    return {
      arity: slots.length,
      call(values, context, run) {
        const given = signature ? completed(signature, values.slice(0, slots.length), null) : values;
        for (const [at, slot] of slots.entries()) run.vars[slot] = given[at];
        return finished(work(home === null ? context : run.vars[home], run));
      },
    };
  }, body);
}
