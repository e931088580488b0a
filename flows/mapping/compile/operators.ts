import type { Compiler } from './compiler.ts';
import { isEqual, isNumber, isYes } from './judge-value.ts';
import { isList, type List } from './list.ts';
import { textOf } from './natives.ts';
import { call, type Ref } from './program.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { outside, part, type Tree, text } from './tree.ts';

type Combine = (left: unknown, right: unknown) => unknown;

/** The operators whose two sides are always worked out first. Where the library would complain, they leave it to it. */
const combines: Record<string, Combine> = {
  '+': arithmetic((left, right) => left + right),
  '-': arithmetic((left, right) => left - right),
  '*': arithmetic((left, right) => left * right),
  '/': arithmetic((left, right) => left / right),
  '%': arithmetic((left, right) => left % right),
  '=': (left, right) => left !== undefined && right !== undefined && isEqual(left, right),
  '!=': (left, right) => left !== undefined && right !== undefined && !isEqual(left, right),
  '<': comparison((left, right) => left < right),
  '<=': comparison((left, right) => left <= right),
  '>': comparison((left, right) => left > right),
  '>=': comparison((left, right) => left >= right),
  '&': (left, right) => textOf(left) + textOf(right),
  in: isIn,
};

export function compileBinary(tree: Tree, compiler: Compiler): Ref<Op> {
  const { program, house } = compiler;
  const operator = text(tree, 'value');
  const left = call(compiler.node(part(tree, 'lhs')));
  const right = call(compiler.node(part(tree, 'rhs')));
  const yes = program.use(isYes);
  if (operator === 'and') return program.define(`${yes}(${left})&&${yes}(${right})`);
  if (operator === 'or') return program.define(`${yes}(${left})||${yes}(${right})`);
  if (operator === '..') return program.define(`${program.use(range)}(${left},${right},r,${house.most})`);
  const combine = Object.hasOwn(combines, operator) ? combines[operator] : undefined;
  return combine ? program.define(`${program.use(combine)}(${left},${right})`) : outside(operator);
}

export function compileMinus(tree: Tree, compiler: Compiler): Ref<Op> {
  const { program } = compiler;
  return program.define(`${program.use(negative)}(${call(compiler.node(part(tree, 'expression')))})`);
}

function negative(value: unknown): unknown {
  if (value === undefined) return undefined;
  return isNumber(value) ? -value : leave();
}

function arithmetic(calculate: (left: number, right: number) => number): Combine {
  return (left, right) => {
    if (isNumber(left) && isNumber(right)) return calculate(left, right);
    return isMissingOr(left, isNumber) && isMissingOr(right, isNumber) ? undefined : leave();
  };
}

function comparison(compare: (left: string | number, right: string | number) => boolean): Combine {
  return (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return compare(left, right);
    if (typeof left === 'string' && typeof right === 'string') return compare(left, right);
    const oneMissing = left === undefined || right === undefined;
    return oneMissing && isMissingOr(left, isOrdered) && isMissingOr(right, isOrdered) ? undefined : leave();
  };
}

function isIn(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  return isList(right) ? right.includes(left) && !Number.isNaN(left) : right === left;
}

function range(from: unknown, to: unknown, run: Run, most: number): unknown {
  if (!isMissingOr(from, Number.isSafeInteger) || !isMissingOr(to, Number.isSafeInteger)) return leave();
  if (typeof from !== 'number' || typeof to !== 'number' || from > to) return undefined;
  const size = to - from + 1;
  if (size > most) return leave();
  spend(run, size);
  // As the library counts: the first is what it was given, also where that is -0.
  const list: List = [from];
  for (let item = from + 1; item <= to; item += 1) list.push(item);
  list.sequence = true;
  return list;
}

const isMissingOr = (value: unknown, test: (value: unknown) => boolean) => value === undefined || test(value);
const isOrdered = (value: unknown) => typeof value === 'string' || typeof value === 'number';
