import { PermanentError } from '#server/errors.ts';

/**
 * Columns have fixed widths. What identifies something (an order number, an e-mail address, a code) is never cut, because
 * half of it identifies something else: the record needs attention.
 */
export function whole(field: string, value: string, max: number): string {
  if ([...value].length <= max) return value;
  throw new PermanentError({ problem: { code: 'accountview.field-too-long', params: { field, max } } });
}

/** What only describes (a name, a street, a description) is cut knowingly. */
export const cut = (value: string, max: number): string => [...value].slice(0, max).join('').trimEnd();
