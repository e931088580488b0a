import type { Compiler } from './compiler.ts';
import { compileFilter, type Filter } from './filter.ts';
import { compileGroup } from './group.ts';
import { isList, type List, sequence, settle, within } from './list.ts';
import { call, type Ref } from './program.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { compileSort } from './sort.ts';
import { compileStraight } from './straight-path.ts';
import { groupPairs, outside, parts, refuseMarks, type Tree } from './tree.ts';

/** One step of a path: from the items so far to the next ones. The lists carry the library's marks. */
type Step = (input: List, run: Run) => List;

/** evaluatePath of the library. A path of plain names over plain objects takes a short cut until it meets a list. */
export function compilePath(tree: Tree, compiler: Compiler): Ref<Op> {
  const { program } = compiler;
  const steps = parts(tree, 'steps');
  const [first] = steps;
  if (!first) return outside('a path without steps');
  const compiled = steps.map((step, at) => compileStep(step, at, steps.length, compiler));
  const keep = tree.keepSingletonArray === true;
  const follow = program.make((...all: Step[]) => followed(all), ...compiled);
  const walk = program.make((all: Follow) => walked(all, first.type === 'variable', keep), follow);
  if (tree.group !== undefined) {
    return program.define(`${compileGroup(groupPairs(tree), compiler).name}(${call(walk)},r)`);
  }
  const straight = keep ? null : compileStraight(steps, follow, compiler);
  return straight ?? program.define(`${program.use(settle)}(${call(walk)},${tree.keepArray === true})`);
}

/** Goes from a list through the steps, from the one at a place on. */
export type Follow = (start: List, from: number, run: Run) => List;

function followed(steps: readonly Step[]): Follow {
  return (start, from, run) => {
    let list = start;
    for (let at = from; at < steps.length; at += 1) {
      list = steps[at]?.(list, run) ?? leave();
      if (list.length === 0) break;
    }
    return list;
  };
}

function walked(follow: Follow, isAbsolute: boolean, keep: boolean): Op {
  return (context, run) => {
    const end = follow(isList(context) && !isAbsolute ? context : sequence(context), 0, run);
    return keep ? kept(end) : end;
  };
}

function kept(end: List): List {
  const list = end.cons === true && end.sequence !== true ? sequence(end) : end;
  // Only on a sequence does the mark mean anything; a list of the record stays as it is.
  if (list.sequence === true) list.keepSingleton = true;
  return list;
}

function compileStep(tree: Tree, at: number, count: number, compiler: Compiler): Ref<Step> {
  const { program, house } = compiler;
  refuseMarks(tree);
  const stages = parts(tree, 'stages').map((stage) => compileFilter(stage, compiler));
  if (tree.type === 'sort') {
    return program.make((sort: Step, ...all: Filter[]) => inStages(sort, all), compileSort(tree, compiler), ...stages);
  }
  const step = compiler.node(tree);
  if (at === 0 && tree.consarray === true) {
    if (stages.length > 0) return outside('a filter behind brackets that start a path');
    return program.make(
      (work: Op): Step =>
        (input, run) =>
          asList(work(input, run)),
      step,
    );
  }
  const isLast = at === count - 1;
  return program.make((work: Op, ...all: Filter[]) => eachItem(work, all, isLast, house.most), step, ...stages);
}

const inStages =
  (sort: Step, stages: readonly Filter[]): Step =>
  (input, run) =>
    stages.reduce((list, stage) => stage(list, run), sort(input, run));

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
