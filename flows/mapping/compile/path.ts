import type { Compiler } from './compiler.ts';
import { compileFilter, type Filter } from './filter.ts';
import { compileGroup } from './group.ts';
import { isList, type List, sequence, settle, within } from './list.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { compileSort } from './sort.ts';
import { chainOf, followChain } from './straight-path.ts';
import { outside, part, parts, type Tree } from './tree.ts';

/** One step of a path: from the items so far to the next ones. The lists carry the library's marks. */
export type Step = (input: List, run: Run) => List;

/** evaluatePath of the library. A path of plain names over plain objects takes a short cut until it meets a list. */
export function compilePath(tree: Tree, compiler: Compiler): Op {
  const steps = parts(tree, 'steps');
  const [first] = steps;
  if (!first) return outside('a path without steps');
  const compiled = steps.map((step, at) => compileStep(step, at, steps.length, compiler));
  const absolute = first.type === 'variable';
  const keep = tree.keepSingletonArray === true;
  const walk: Op = (context, run) => {
    const start = isList(context) && !absolute ? context : sequence(context);
    const end = follow(compiled, 0, start, run);
    return keep ? kept(end) : end;
  };
  if (tree.group !== undefined) {
    const grouped = compileGroup(part(tree, 'group'), compiler);
    return (context, run) => grouped(walk(context, run), run);
  }
  const chain = keep ? null : chainOf(steps, compiler);
  if (chain) return followChain(chain, (list, from, run) => settle(follow(compiled, from, list, run), false));
  const keepArray = tree.keepArray === true;
  return (context, run) => settle(walk(context, run), keepArray);
}

function follow(steps: readonly Step[], from: number, start: List, run: Run): List {
  let list = start;
  for (let at = from; at < steps.length; at += 1) {
    list = steps[at]?.(list, run) ?? leave();
    if (list.length === 0) break;
  }
  return list;
}

function kept(end: List): List {
  const list = end.cons === true && end.sequence !== true ? sequence(end) : end;
  // Only on a sequence does the mark mean anything; a list of the record stays as it is.
  if (list.sequence === true) list.keepSingleton = true;
  return list;
}

function compileStep(tree: Tree, at: number, count: number, compiler: Compiler): Step {
  const stages = parts(tree, 'stages').map((stage) => compileFilter(stage, compiler));
  if (tree.type === 'sort') {
    const sort = compileSort(tree, compiler);
    return (input, run) => stages.reduce((list, stage) => stage(list, run), sort(input, run));
  }
  const step = compiler.node(tree);
  if (at === 0 && tree.consarray === true) {
    if (stages.length > 0) return outside('a filter behind brackets that start a path');
    return (input, run) => asList(step(input, run));
  }
  return eachItem(step, stages, at === count - 1, compiler.most);
}

/** evaluateStep of the library: the values of all items in one sequence, in which lists lie open. */
function eachItem(step: Op, stages: readonly Filter[], last: boolean, most: number): Step {
  return (input, run) => {
    spend(run, input.length + 1);
    const found: unknown[] = [];
    for (const item of input) {
      let value = step(item, run);
      for (const stage of stages) value = stage(value, run);
      if (value !== undefined) found.push(value);
    }
    const [only] = found;
    if (last && found.length === 1 && isList(only) && only.sequence !== true) return only;
    return within(flattened(found), most);
  };
}

function flattened(found: readonly unknown[]): List {
  const list = sequence();
  for (const value of found) {
    if (isList(value) && value.cons !== true) for (const item of value) list.push(item);
    else list.push(value);
  }
  return list;
}

const asList = (value: unknown): List => (isList(value) ? value : leave());
