import { afterAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { breakages } from './conformance-breakages.ts';
import { connectionRules } from './conformance-connection.ts';
import { lookupRules } from './conformance-lookup.ts';
import { appliesTo, type Rule } from './conformance-rule.ts';
import { shelf } from './conformance-shelf.ts';
import { sourceRules } from './conformance-source.ts';
import { targetRules } from './conformance-target.ts';
import { wordRules } from './conformance-words.ts';
import example from './kit/example/index.ts';
import { loadConnectors } from './registry.ts';

const rules: Rule[] = [...wordRules, ...connectionRules, ...sourceRules, ...lookupRules, ...targetRules];
const longest = { timeout: 60_000 };

/** One database for all trials: each makes its tables in it anew. */
let database: Promise<TestDatabase> | null = null;
const trial = {
  async openDatabase() {
    database ??= createTestDatabase();
    return { url: (await database).url, stop: async () => undefined };
  },
};
afterAll(async () => (await database)?.drop());

/** The example of the README is no system that people connect, but it must be a good connector. */
describe.each([...(await loadConnectors()), ['example', example] as const])('%s', (id, connector) => {
  const asked = rules.filter((rule) => appliesTo(rule, connector)).map((rule) => [rule.says, rule] as const);
  test.each(asked)('%s', longest, async (_says, rule) => {
    await rule.holds({ id, connector, trial });
  });
});

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
