import { FormulaError } from './library-errors.ts';

const widestPad = 10_000;

/** $pad as jsonata has it, but the width has an end: the library's own takes gigabytes for one call. */
export function pad(text: string | undefined, width: number, filling?: string): string | undefined {
  if (text === undefined) return undefined;
  const size = Math.abs(Math.trunc(width));
  if (size > widestPad) throw new FormulaError('koppel.pad', String(size));
  const missing = size - [...text].length;
  if (missing <= 0) return text;
  const unit = filling || ' ';
  const repeated = unit.repeat(Math.ceil(missing / [...unit].length));
  const padding = unit.length === 1 ? repeated : [...repeated].slice(0, missing).join('');
  return width > 0 ? text + padding : padding + text;
}
