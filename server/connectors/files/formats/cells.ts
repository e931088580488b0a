import type { Json } from '../../connector.ts';
import type { Body } from './format.ts';

/** A record as the cells of one row: what is nested gets a name with dots, a list stays JSON in its cell. */
export function flat(body: Body, before = ''): Record<string, Json> {
  const cells: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      Object.assign(cells, flat(value, `${before}${name}.`));
    else cells[before + name] = value;
  }
  return cells;
}

export function textOf(value: Json | undefined, decimalComma: boolean): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return decimalComma ? String(value).replace('.', ',') : String(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const begins = /^[=+\-@\t\r]/;
/** Numbers, amounts and telephone numbers compute nothing that could hurt. */
const harmless = /^[+-]?[\d\s.,()/-]*$/;

/** A spreadsheet runs what begins like a formula; an apostrophe keeps it a text (OWASP, CSV injection). */
export const guarded = (text: string) => (begins.test(text) && !harmless.test(text) ? `'${text}` : text);
