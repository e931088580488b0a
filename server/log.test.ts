import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, it } from 'vitest';
import { describeError } from './log.ts';

it('a failed query is logged by its cause and its place, without the values it carried', () => {
  const cause = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
  const described = describeError(new DrizzleQueryError('insert into people values ($1)', ['jan@shop.example'], cause));
  expect(described).toMatchObject({ kind: 'Error', code: 'ECONNREFUSED', message: 'connection refused' });
  expect(JSON.stringify(described)).not.toContain('jan@shop.example');
  expect(described.place).toEqual(expect.arrayContaining([expect.stringContaining('log.test.ts')]));
});
