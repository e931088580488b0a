import { ownFunctions } from '../functions/own.ts';
import { openNatives } from '../library-natives.ts';
import { worldName } from '../world.ts';
import { sequence } from './list.ts';
import { leave, type Run } from './run.ts';

/** The functions that a formula knows, as the library keeps them: ours in the place of its own. */
export const nativeOf = await openNatives(ownFunctions);

/** What the library hands to its functions as `this`, as far as those in the subset ask for it. */
export const focusOf = (most: number) => ({ options: { sequence: most }, createSequence: sequence });

/** Where the library's functions look up what was bound: of that, ours ask for the world alone. */
export const environmentOf = ({ world }: Run) => ({
  lookup: (name: string) => (name === worldName ? world : undefined),
});

const { implementation: toText } = nativeOf('string');

/** $string, and nothing as the empty text: what `&` joins. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (Number.isInteger(value) || typeof value === 'boolean') return String(value);
  const made = toText(value);
  return typeof made === 'string' ? made : leave();
}
