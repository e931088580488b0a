import { afterAll, describe, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { appliesTo } from './conformance-rule.ts';
import { rules } from './conformance-rules.ts';
import example from './kit/example/index.ts';
import { loadConnectors } from './registry.ts';

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
