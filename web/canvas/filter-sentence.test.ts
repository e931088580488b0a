import { expect, test } from 'vitest';
import { filterSentence } from './filter-sentence.ts';

const paid = { field: 'order.payment_status', is: 'is', value: 'paid' } as const;
const large = { field: 'totalPrice', is: 'more-than', value: 100 } as const;

test('a rule is read as a sentence', () => {
  const rule = { mode: 'conditions', match: 'all', conditions: [paid, large] } as const;
  expect(filterSentence({ rule: { ...rule, conditions: [...rule.conditions] } }, 'en')).toBe(
    'Only when payment status is paid and total price is more than 100',
  );
});

test('at least one of several conditions is said with "or"', () => {
  expect(filterSentence({ rule: { mode: 'conditions', match: 'any', conditions: [paid, large] } }, 'nl')).toBe(
    'Alleen als payment status paid is of total price meer is dan 100',
  );
});

test('a condition without a field is not part of the sentence yet', () => {
  const empty = { field: ' ', is: 'is', value: '' } as const;
  expect(filterSentence({ rule: { mode: 'conditions', match: 'all', conditions: [empty] } }, 'en')).toBeNull();
});

test('a formula is called a formula', () => {
  expect(filterSentence({ rule: { mode: 'expression', expression: 'total > 0' } }, 'de')).toBe('Mit einer Formel');
});
