import { describe, expect, test } from 'vitest';
import { breakages } from './conformance-breakages.ts';
import { rules } from './conformance-rules.ts';
import { shelf } from './conformance-shelf.ts';

const longest = { timeout: 60_000 };

describe('The suite itself', () => {
  test.each(rules.map((rule) => [rule.says, rule] as const))(
    'has nothing against a good connector: %s',
    longest,
    async (_says, rule) => {
      await rule.holds({ id: 'shelf', connector: shelf });
    },
  );

  test.each(breakages)('sees that $what', longest, async ({ broken, rule }) => {
    const found = rules.find(({ says }) => says.startsWith(rule));
    if (!found) throw new Error(`there is no rule "${rule}"`);
    await expect(async () => found.holds({ id: 'shelf', connector: broken })).rejects.toThrow();
  });

  test('has seen each of its rules fail', () => {
    const never = rules.filter(({ says }) => !breakages.some(({ rule }) => says.startsWith(rule)));
    expect(never.map(({ says }) => says)).toEqual([]);
  });
});
