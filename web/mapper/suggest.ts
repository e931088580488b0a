import { houseFunctions } from '#flows/mapping/functions/house.ts';
import { builtIns } from '#flows/mapping/names.ts';

/** What may be meant by the letters before the cursor: names of functions, and where in the formula they would stand. */
export type Suggestions = { from: number; to: number; names: string[] };

/** As many as are seen at once. */
const most = 6;
const houseNames = Object.keys(houseFunctions);
/** Ours first: they were made for this. $eval is refused. */
const names = [...houseNames, ...[...builtIns].filter((name) => name !== 'eval').sort()];

/** Functions that begin as the word before the cursor does, and then those that hold it; none without a word. */
export function suggest(formula: string, caret: number): Suggestions | null {
  const [, typed = ''] = /\$([A-Za-z]\w*)$/.exec(formula.slice(0, caret)) ?? [];
  if (typed === '') return null;
  const wanted = typed.toLowerCase();
  const begin = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const hold = names.filter((name) => !begin.includes(name) && name.toLowerCase().includes(wanted));
  const found = [...begin, ...hold].slice(0, most);
  return found.length === 0 || isWritten(formula, caret, typed)
    ? null
    : { from: caret - typed.length - 1, to: caret, names: found };
}

/** The name is complete, and its bracket is open already. */
const isWritten = (formula: string, caret: number, typed: string) =>
  names.includes(typed) && formula.charAt(caret) === '(';

/** The formula with the function called at the cursor, and where the cursor goes: into its brackets. */
export function writeCall(
  formula: string,
  { from, to }: Suggestions,
  name: string,
): { formula: string; caret: number } {
  const opened = formula.charAt(to) === '(';
  const written = `$${name}${opened ? '' : '()'}`;
  return { formula: formula.slice(0, from) + written + formula.slice(to), caret: from + name.length + 2 };
}
