import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { LinearRegexEngine } from './linear-regexp.ts';

const both = (formula: string) =>
  Promise.all([jsonata(formula, { RegexEngine: LinearRegexEngine }).evaluate({}), jsonata(formula).evaluate({})]);

describe('the linear engine for search patterns', () => {
  it.each([
    '$match("order 12, order 345", /order (\\d+)/)',
    '$match("ABBA", /b+/i)',
    '$match("a1b22", /([a-z])(\\d)(\\d)?/)',
    '$replace("2026-11-21", /(\\d+)-(\\d+)-(\\d+)/, "$3/$2/$1")',
    '$replace("a1", /([a-z])(x)?/, "[$2]")',
    '$split("a, b ,c", /\\s*,\\s*/)',
    '$contains("een\\ntwee", /^twee$/m)',
    '$contains("een\\ntwee", /^twee$/)',
    '$match("caf\\u00e9", /caf\\u00e9/)',
  ])('finds what the usual one finds: %s', async (formula) => {
    const [linear, usual] = await both(formula);
    expect(JSON.stringify(linear)).toBe(JSON.stringify(usual));
  });

  it('takes a sign outside the first plane for one character, where the usual one sees two halves', async () => {
    const [linear] = await both('$replace("Zoë 🛒 kar", /[^\\x00-\\x7F]/, "?")');
    expect(linear).toBe('Zo? ? kar');
  });

  it.each(['/(?=a)b/', '/(?<=a)b/', '/(a)\\1/'])('refuses %s with a code of its own', async (pattern) => {
    const run = jsonata(`$match("ab", ${pattern})`, { RegexEngine: LinearRegexEngine }).evaluate({});
    await expect(run).rejects.toMatchObject({ code: 'koppel.pattern' });
  });
});
