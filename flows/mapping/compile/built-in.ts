import { builtIns } from '../names.ts';
import { pad } from '../pad.ts';
import type { Compiler } from './compiler.ts';
import { isList, within } from './list.ts';
import { focusOf, type Native, nativeOf } from './natives.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { outside } from './tree.ts';

/**
 * The arguments with which a function is called at once; with any others the library first checks and completes them.
 * s text, n number, b yes or no, x anything, A a list or a single item, N and S the same of numbers and of texts only.
 */
const atOnce: Record<string, readonly string[]> = {
  string: ['x'],
  boolean: ['x'],
  not: ['x'],
  exists: ['x'],
  type: ['x'],
  number: ['s', 'n', 'b'],
  lowercase: ['s'],
  uppercase: ['s'],
  trim: ['s'],
  length: ['s'],
  substring: ['sn', 'snn'],
  substringBefore: ['ss'],
  substringAfter: ['ss'],
  pad: ['sn', 'sns'],
  join: ['S', 'Ss'],
  round: ['n', 'nn'],
  floor: ['n'],
  ceil: ['n'],
  abs: ['n'],
  sqrt: ['n'],
  power: ['nn'],
  sum: ['N'],
  max: ['N'],
  min: ['N'],
  average: ['N'],
  count: ['A'],
  reverse: ['A'],
  append: ['xx'],
  lookup: ['xs'],
  keys: ['x'],
  spread: ['x'],
  distinct: ['x'],
  merge: [],
  zip: [],
  clone: [],
  error: [],
  assert: [],
  formatNumber: ['ns'],
  formatBase: ['n', 'nn'],
  formatInteger: ['ns'],
  parseInteger: ['ss'],
  toMillis: ['s', 'ss'],
  fromMillis: ['n', 'ns', 'nss'],
  base64encode: ['s'],
  base64decode: ['s'],
  encodeUrl: ['s'],
  encodeUrlComponent: ['s'],
  decodeUrl: ['s'],
  decodeUrlComponent: ['s'],
};

/** Functions that compare or copy each item with all others. */
const quadratic: ReadonlySet<string> = new Set(['distinct', 'spread']);

type Fits = (value: unknown) => boolean;
const isText: Fits = (value) => typeof value === 'string';
const isFigure: Fits = (value) => typeof value === 'number';
const fits: Record<string, Fits> = {
  s: isText,
  n: isFigure,
  b: (value) => typeof value === 'boolean',
  x: () => true,
  A: (value) => value !== undefined,
  N: (value) => (isList(value) ? value.every(isFigure) : isFigure(value)),
  S: (value) => (isList(value) ? value.every(isText) : isText(value)),
};

/** Stands for the context where there is none to fill in for an argument. */
const noContext = Symbol('no context');

export function compileBuiltIn(name: string, values: readonly Op[], compiler: Compiler, isLast: boolean): Op {
  const work = builtIn(name, values.length, compiler.most);
  const [first, second] = values;
  return (context, run) => {
    const given = values.map((value) => value(context, run));
    return work(given, isLast ? noContext : context, run);
  };
}

type Work = (given: unknown[], context: unknown, run: Run) => unknown;

export function builtIn(name: string, count: number, most: number): Work {
  return () => leave();
}
