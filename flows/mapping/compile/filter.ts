import type { Compiler } from './compiler.ts';
import { isNumber, isYes } from './judge-value.ts';
import { isList, type List, looksMarked, sequence } from './list.ts';
import type { Ref } from './program.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { isTree, outside, part, type Tree } from './tree.ts';

/** `[...]` behind a value: which of its items stay. The result is a sequence, except that a fixed place can hold a list. */
export type Filter = (value: unknown, run: Run) => List;

export function compileFilter(stage: Tree, compiler: Compiler): Ref<Filter> {
  if (stage.type !== 'filter') outside(`a stage ${stage.type}`);
  const place = fixedPlace(stage);
  return place === null
    ? compiler.program.make(byTest, compiler.node(part(stage, 'expr')))
    : compiler.program.make(() => byPlace(place));
}

/** `[0]` or `[-1]`, without a formula of its own. */
export function fixedPlace(stage: Tree): number | null {
  const { expr } = stage;
  return isTree(expr) && expr.type === 'number' && typeof expr.value === 'number' ? Math.floor(expr.value) : null;
}

/** Where a place is in a list; below zero it counts from the end. */
export const placeIn = (place: number, length: number) => (place < 0 ? length + place : place);

const byPlace =
  (place: number): Filter =>
  (value) => {
    const list = itemsOf(value);
    const item = list[placeIn(place, list.length)];
    if (item === undefined) return sequence();
    return isList(item) ? item : sequence(item);
  };

const byTest =
  (test: Op): Filter =>
  (value, run) => {
    const list = itemsOf(value);
    spend(run, list.length);
    const kept = sequence();
    for (const [at, item] of list.entries()) {
      const times = timesKept(test(item, run), at, list.length);
      for (let time = 0; time < times; time += 1) kept.push(item);
    }
    return kept;
  };

/** Numbers name places, and the same one may be named twice; anything else is a yes or a no. */
function timesKept(found: unknown, at: number, length: number): number {
  if (isNumber(found)) return placeIn(Math.floor(found), length) === at ? 1 : 0;
  if (isList(found) && found.filter(isNumber).length === found.length) {
    return found.filter((place) => isNumber(place) && placeIn(Math.floor(place), length) === at).length;
  }
  return isYes(found) ? 1 : 0;
}

/** Nothing is a list with nothing in it, as the library has it: of one item that is not there. */
function itemsOf(value: unknown): List {
  if (isList(value)) return value;
  return looksMarked(value) ? leave() : sequence(value);
}
