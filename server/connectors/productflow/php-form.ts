import type { Json } from '../connector.ts';

/**
 * A document as PHP's http_build_query writes it, which is how the vendor's client sends every write (verified):
 * `prices[EUR][sell_price]=19.95`. What is null is left out, as there.
 */
export function phpForm(document: { [name: string]: Json }): Record<string, string> {
  return Object.fromEntries(Object.entries(document).flatMap(([name, value]) => fieldsOf(name, value)));
}

function fieldsOf(name: string, value: Json): [string, string][] {
  if (value === null) return [];
  if (typeof value === 'boolean') return [[name, value ? '1' : '0']];
  if (typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([inner, it]) => fieldsOf(`${name}[${inner}]`, it));
}
