import { expect, it } from 'vitest';
import { together } from './together.ts';

it('who asks while the same is being asked shares the next question, and nobody gets an answer older than the question', async () => {
  const asked: PromiseWithResolvers<number>[] = [];
  const ask = together(() => {
    const question = Promise.withResolvers<number>();
    asked.push(question);
    return question.promise;
  });
  const first = ask('a');
  const [second, third] = [ask('a'), ask('a')];
  const other = ask('b');
  expect(asked).toHaveLength(2);
  asked[0]?.resolve(1);
  asked[1]?.resolve(9);
  expect([await first, await other]).toEqual([1, 9]);
  expect(asked).toHaveLength(3);
  asked[2]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  const later = ask('a');
  expect(asked).toHaveLength(4);
  asked[3]?.reject(new Error('away'));
  await expect(later).rejects.toThrow('away');
  void ask('a');
  expect(asked).toHaveLength(5);
});
