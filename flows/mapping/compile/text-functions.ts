import type { Compiler } from './compiler.ts';
import { within } from './list.ts';
import { Pattern } from './pattern.ts';
import { call, type Ref } from './program.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import { outside, type Tree } from './tree.ts';

type Make = (given: readonly Tree[], compiler: Compiler) => Ref<Op>;
type Work = (text: unknown, token: unknown, third: unknown, run: Run, most: number) => unknown;

/**
 * The functions that the library makes promises of, for their pattern may be a function of one's own. Here they are for plain
 * texts and for patterns that are written out; everything else, and what is wrong, is the library's.
 */
export const textFunctions: ReadonlyMap<string, Make> = new Map([
  ['contains', calling(contains, 2, 2)],
  ['split', calling(split, 2, 3)],
  ['replace', calling(replace, 3, 3)],
]);

function calling(work: Work, fewest: number, most: number): Make {
  return (given, compiler) => {
    const { program, house } = compiler;
    if (given.length < fewest || given.length > most) return outside('another number of arguments');
    const values = given.map((argument, at) => {
      const pattern = at === 1 && argument.type === 'regex' ? patternOf(argument, compiler) : null;
      return pattern ? program.use(pattern) : call(compiler.node(argument));
    });
    if (given.length === 2) values.push('undefined');
    return program.define(`${program.use(work)}(${values.join()},r,${house.most})`);
  };
}

function patternOf({ value }: Tree, { house }: Compiler): Pattern {
  return value instanceof RegExp ? new Pattern(value, house.RegexEngine) : outside('a pattern that is none');
}

function contains(text: unknown, token: unknown): unknown {
  if (!isToken(token)) return leave();
  if (typeof text !== 'string') return text === undefined ? undefined : leave();
  return typeof token === 'string' ? text.includes(token) : token.isIn(text);
}

function split(text: unknown, token: unknown, limit: unknown, run: Run, most: number): unknown {
  const isLimit = typeof limit === 'number' && limit >= 0;
  if (!isToken(token) || !(isLimit || limit === undefined)) return leave();
  if (typeof text !== 'string') return text === undefined ? undefined : leave();
  spend(run, weight(text));
  if (limit === 0) return [];
  const pieces = typeof token === 'string' ? text.split(token, isLimit ? limit : undefined) : cut(text, token, limit);
  return within(pieces, most);
}

function cut(text: string, pattern: Pattern, limit: unknown): string[] {
  const most = typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of pattern.matches(text)) {
    if (pieces.length >= most) return pieces;
    pieces.push(text.substring(from, start));
    from = end;
  }
  if (pieces.length < most) pieces.push(text.substring(from));
  return pieces;
}

/** A $ in the replacement stands for parts of what was found; the library knows all its ways. */
function replace(text: unknown, token: unknown, replacement: unknown, run: Run): unknown {
  if (!isToken(token) || token === '' || typeof replacement !== 'string') return leave();
  if (typeof text !== 'string') return text === undefined ? undefined : leave();
  spend(run, weight(text));
  if (typeof token === 'string') return text.split(token).join(replacement);
  if (replacement.includes('$')) return leave();
  let result = '';
  let from = 0;
  for (const { start, end } of token.matches(text)) {
    result += text.substring(from, start) + replacement;
    from = end;
  }
  return result + text.substring(from);
}

const isToken = (value: unknown): value is string | Pattern => typeof value === 'string' || value instanceof Pattern;
const weight = (text: string) => Math.floor(text.length / 1000);
