import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { keyText, keyValues } from './keys.ts';
import { listFrom } from './lists.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('Keys and lists', () => {
  test('of several columns can always be taken apart again', () => {
    const values = fc.array(fc.string(), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(values, (them) => void expect(keyValues(keyText(them))).toEqual(them)));
  });

  test('are read as PostgreSQL writes them', async () => {
    const texts = fc.array(fc.option(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''))));
    await fc.assert(
      fc.asyncProperty(texts, async (them) => {
        const {
          rows: [row],
        } = await database.pool.query('select $1::text[]::text as list', [them]);
        expect(listFrom(row.list, (text) => text)).toEqual(them);
      }),
      { numRuns: 50 },
    );
    expect(listFrom('[0:1]={5,6}', Number)).toEqual([5, 6]);
  });
});
