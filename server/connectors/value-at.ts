import { parse } from 'secure-json-parse';
import * as z from 'zod';
import type { Json } from './connector.ts';

/** What stands at a dotted path of a JSON value: `meta.next`, `items.0.id`; the empty path is the value itself. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  if (path === '') return value;
  return path.split('.').reduce<Json | undefined>((it, name) => {
    if (typeof it !== 'object' || it === null || !Object.hasOwn(it, name)) return undefined;
    return Array.isArray(it) ? it[Number(name)] : it[name];
  }, value);
}

/** The text or number at a path, as text; undefined for anything else and for nothing. */
export function textAt(value: Json | undefined, path: string): string | undefined {
  const found = valueAt(value, path);
  return (typeof found === 'string' && found !== '') || typeof found === 'number' ? String(found) : undefined;
}

/** The same value with another one put at a dotted path; what is missing on the way is made. */
export function withValueAt(value: Json | undefined, path: string, put: Json): Json {
  const [name = '', ...rest] = path.split('.');
  const known = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const inner = Object.hasOwn(known, name) ? known[name] : undefined;
  return { ...known, [name]: rest.length === 0 ? put : withValueAt(inner, rest.join('.'), put) };
}

/** For JSON that was parsed from text: it is JSON, and looking at every value of it again would find nothing. */
export const ParsedJson = z.custom<Json>();

/** A text as JSON; undefined where it is none (a gateway's web page, an empty body). */
export function jsonIn(text: string): Json | undefined {
  try {
    return ParsedJson.parse(parse(text, { protoAction: 'remove', constructorAction: 'remove' }));
  } catch {
    return undefined;
  }
}
