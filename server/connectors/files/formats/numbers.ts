import type { Json } from '../../connector.ts';
import type { Body } from './format.ts';

const asPeopleWriteIt = /^-?(?:\d+|\d{1,3}(?:[. \u00a0]\d{3})+)(?:,\d+)?$/;

/** `1.200,50` -> 1200.5 in the columns that are named; what is no such number stays the text that it is. */
export function withNumbers(body: Body, columns: readonly string[]): Body {
  if (columns.length === 0) return body;
  const changed: [string, Json][] = columns.flatMap((name) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (typeof value !== 'string' || !asPeopleWriteIt.test(value.trim())) return [];
    const plain = value
      .trim()
      .replace(/[. \u00a0]/g, '')
      .replace(',', '.');
    return plain.replace(/\D/g, '').length > 15 ? [] : [[name, Number(plain)]];
  });
  return { ...body, ...Object.fromEntries(changed) };
}

export const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
