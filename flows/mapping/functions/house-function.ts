import { FormulaError } from '../library-errors.ts';
import type { Registered } from '../library-natives.ts';

/** What functions are about, in the order in which people are shown them. */
export const subjects = ['values', 'money', 'dates', 'addresses', 'countries', 'codes', 'text'] as const;

/** A function of ours in formulas, with what is said of it. `call` is how it is written, `[...]` around what may be left out. */
export type HouseFunction = Registered & {
  readonly subject: (typeof subjects)[number];
  readonly call: string;
  readonly example: { readonly formula: string; readonly result: unknown };
};

/** The right kind of argument with a value that means nothing to the function: a fault at its place, never a silence. */
export function refuse(value: unknown): never {
  throw new FormulaError('koppel.bad-value', String(value));
}
