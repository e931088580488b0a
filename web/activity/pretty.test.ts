import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prettyBody } from './pretty.ts';

it('writes any JSON list or object the way JSON.stringify indents it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
      expect(prettyBody(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

it('keeps every digit of a number that is too long for JavaScript', () => {
  expect(prettyBody('{"id":12345678901234567890,"total":10.00}')).toBe(
    '{\n  "id": 12345678901234567890,\n  "total": 10.00\n}',
  );
});

it('leaves XML, plain text and half an answer as they are', () => {
  for (const body of ['<order id="1"/>', 'Bad gateway', '{"id": 1, "na', '']) expect(prettyBody(body)).toBe(body);
});
