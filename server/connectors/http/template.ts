import { PermanentError } from '#server/errors.ts';
import type { Json } from '../connector.ts';
import { valueAt } from '../value-at.ts';

/** A section or a value: one pass, so that what a record holds is never read as a placeholder. */
const mark = /\{#([\w.]+)\}([\s\S]*?)\{\/\1\}|\{([\w.]+)\}/g;

/**
 * A text with placeholders, filled for XML: `{customer.name}` is a value, `{#lines}...{/lines}` repeats for each of a list
 * with the item's own fields first. A field that is not there needs a person; null is an empty text.
 */
export function filledText(template: string, record: Json): string {
  return template.replace(mark, (_, list: string | undefined, inner = '', path = '') => {
    if (list === undefined) return escaped(textOf(record, path));
    const items = valueAt(record, list) ?? [];
    return [items]
      .flat()
      .map((item) => filledText(inner, around(record, item)))
      .join('');
  });
}

const around = (record: Json, item: Json): Json =>
  isObject(item)
    ? { ...(isObject(record) ? record : {}), ...item }
    : { ...(isObject(record) ? record : {}), value: item };

const isObject = (value: Json): value is { [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textOf(record: Json, path: string): string {
  const value = valueAt(record, path);
  if (value === null) return '';
  if (value === undefined || typeof value === 'object')
    throw new PermanentError({ problem: { code: 'http.field-missing', params: { field: path } } });
  return String(value);
}

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Characters that XML 1.0 does not know (2.2) are left out; there is no way to write them. */
const escaped = (text: string) =>
  [...text]
    .filter((character) => character >= ' ' || '\t\n\r'.includes(character))
    .map((character) => marks[character] ?? character)
    .join('');
