import type { Json } from '../../connector.ts';
import type { Body } from './format.ts';

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

const isKnown = (character: string) =>
  (character >= ' ' && character !== '\ufffe' && character !== '\uffff') || '\t\n\r'.includes(character);

/** Characters that XML 1.0 does not know (2.2) are left out; there is no way to write them. */
export const escaped = (text: string) =>
  Array.from(text, (character) => (isKnown(character) ? (marks[character] ?? character) : '')).join('');

/** A field's name as an element's name: what XML does not allow becomes an underscore. */
const named = (name: string) => name.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^(?![\p{L}_])/u, '_');

function element(name: string, value: Json, indent: string): string {
  if (Array.isArray(value)) return value.map((it) => element(name, it, indent)).join('');
  const tag = named(name);
  if (typeof value !== 'object' || value === null)
    return `${indent}<${tag}>${escaped(value === null ? '' : String(value))}</${tag}>\n`;
  const attributes = Object.entries(value).filter(([it, held]) => it.startsWith('@') && typeof held !== 'object');
  const own = attributes.map(([it, held]) => ` ${named(it.slice(1))}="${escaped(String(held))}"`).join('');
  const inner = Object.entries(value)
    .filter(([it]) => !it.startsWith('@'))
    .map(([it, held]) => element(it, held, `${indent}  `));
  return `${indent}<${tag}${own}>\n${inner.join('')}${indent}</${tag}>\n`;
}

/** One element per record, inside one around them all: `orders/order`. */
export function xmlOf(records: Body[], names: string): string {
  const parts = names.split(/[./]/).filter((name) => name !== '');
  const record = parts.at(-1) ?? 'record';
  const around = named(parts.length > 1 ? (parts[0] ?? '') : `${record}s`);
  const inner = records.map((it) => element(record, it, '  ')).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${around}>\n${inner}</${around}>\n`;
}
