import type { Problem } from '../problem.ts';
import meanings from './library-errors.json' with { type: 'json' };

/** Errors of our own functions inside formulas; jsonata adds the position, as it does to its own. */
export class FormulaError extends Error {
  readonly code: string;
  readonly value: string;

  constructor(code: string, value: string) {
    super(code);
    this.name = 'FormulaError';
    this.code = code;
    this.value = value;
  }
}

type Meaning = { problem: string; params?: Record<string, string> };

const catalogue: Record<string, { codes: string[]; params?: Record<string, string> }> = meanings;
const byCode = new Map<string, Meaning>(
  Object.entries(catalogue).flatMap(([problem, { codes, params }]) =>
    codes.map((code): [string, Meaning] => [code, { problem, params }]),
  ),
);

/** The catalogued problem behind whatever jsonata (or JavaScript beneath it) threw. */
export function problemOf(error: unknown): Problem {
  const facts = factsOf(error);
  const meaning = typeof facts.code === 'string' ? byCode.get(facts.code) : undefined;
  if (!meaning) return withoutCode(error, facts);
  const params = Object.entries(meaning.params ?? {}).map(([name, fact]) => [name, inWords(facts[fact])]);
  return { code: meaning.problem, params: Object.fromEntries(params) };
}

function withoutCode(error: unknown, facts: Record<string, unknown>): Problem {
  if (error instanceof RangeError) {
    const endless = error.message.startsWith('Maximum call stack');
    return { code: endless ? 'mapping.too-deep' : 'mapping.too-much-memory', params: {} };
  }
  const code = inWords(facts.code ?? (error instanceof Error ? error.name : typeof error));
  return { code: 'mapping.failed', params: { code } };
}

/** jsonata throws plain objects and errors alike; what they tell stands in their own fields. */
function factsOf(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return {};
  return { message: error instanceof Error ? error.message : undefined, ...error };
}

/** Short by nature: a value may be a person's whole record, or a graph that never ends when it is written out. */
function inWords(value: unknown): string {
  if (value === undefined) return '…';
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}…` : value;
  if (Array.isArray(value)) return '[…]';
  return typeof value === 'object' && value !== null ? '{…}' : String(value);
}
