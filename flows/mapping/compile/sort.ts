import type { Compiler } from './compiler.ts';
import { isList, type List } from './list.ts';
import type { Ref } from './program.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { outside, part, type Tree } from './tree.ts';

/** Whether the right one must come before the left one. */
export type MustSwap = (left: unknown, right: unknown) => boolean;

type Term = { value: Op; descending: boolean };

/** `^(price, >name)`. */
export function compileSort(tree: Tree, compiler: Compiler): Ref<(input: List, run: Run) => List> {
  if (!Array.isArray(tree.terms)) return outside('a sort without terms');
  const descending = tree.terms.map((term: Tree) => term.descending === true);
  const values = compiler.nodes(tree.terms.map((term: Tree) => part(term, 'expression')));
  return compiler.program.make(
    (...ops: Op[]) => {
      const terms = ops.map((value, at): Term => ({ value, descending: descending[at] === true }));
      return (input: List, run: Run) => sorted(input, (left, right) => comesAfter(terms, left, right, run), run);
    },
    ...values,
  );
}

function comesAfter(terms: readonly Term[], left: unknown, right: unknown, run: Run): boolean {
  for (const { value, descending } of terms) {
    const order = compare(value(left, run), value(right, run), descending);
    if (order !== 0) return order > 0;
  }
  return false;
}

/** What is missing comes last, whichever way the rest is sorted. */
function compare(left: unknown, right: unknown, descending: boolean): number {
  if (left === undefined) return right === undefined ? 0 : 1;
  if (right === undefined) return -1;
  const bothTexts = typeof left === 'string' && typeof right === 'string';
  if (!bothTexts && !(typeof left === 'number' && typeof right === 'number')) return leave();
  if (left === right) return 0;
  return left < right === descending ? 1 : -1;
}

/** The library's merge sort, so that an order that contradicts itself comes out the same. Short lists stay what they are. */
export function sorted(list: List, mustSwap: MustSwap, run: Run): List {
  spend(run, list.length);
  if (list.length <= 1) return list;
  const middle = Math.floor(list.length / 2);
  const left = sorted(list.slice(0, middle), mustSwap, run);
  const right = sorted(list.slice(middle), mustSwap, run);
  const merged: unknown[] = [];
  let taken = 0;
  for (const item of left) {
    while (taken < right.length && mustSwap(item, right[taken])) {
      merged.push(right[taken]);
      taken += 1;
    }
    merged.push(item);
  }
  return merged.concat(right.slice(taken));
}

/** $sort without an order of one's own: numbers or texts, all of one kind. */
export function naturalOrder(list: unknown): MustSwap {
  if (!isList(list)) return leave();
  const numbers = list.every((item) => typeof item === 'number' && Number.isFinite(item));
  if (!numbers && !list.every((item) => typeof item === 'string')) return leave();
  return (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? left > right : String(left) > String(right);
}
