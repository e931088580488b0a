import { isList } from './list.ts';
import type { Program } from './program.ts';

const isNumbers = (value: unknown) =>
  isList(value) ? value.every((item) => typeof item === 'number') : typeof value === 'number';
const isTexts = (value: unknown) =>
  isList(value) ? value.every((item) => typeof item === 'string') : typeof value === 'string';

/** s text, n number, b yes or no, x anything, a anything there is, N and S lists (or one) of numbers and of texts only. */
const kinds: Record<string, (value: string, program: Program) => string> = {
  s: (value) => `typeof ${value}==='string'`,
  n: (value) => `typeof ${value}==='number'`,
  b: (value) => `typeof ${value}==='boolean'`,
  x: () => 'true',
  a: (value) => `${value}!==undefined`,
  N: (value, program) => `${program.use(isNumbers)}(${value})`,
  S: (value, program) => `${program.use(isTexts)}(${value})`,
};

/** `s n` takes a text or a number, `sn` a text and a number: the question whether they do, or null when nothing would. */
export function fitSource(all: string, values: readonly string[], program: Program): string | null {
  const fitting = all.split(' ').filter((kind) => kind !== '' && kind.length === values.length);
  const sources = fitting.map((kind) => values.map((value, at) => kinds[kind.charAt(at)]?.(value, program)).join('&&'));
  return sources.length === 0 ? null : sources.map((source) => `(${source})`).join('||');
}
