import { expect, test } from 'vitest';
import { faultyPart } from './faulty-part.ts';

test('the whole name at fault is marked', () => {
  expect(faultyPart('$sum(a) & $upper(name)', 16)).toEqual({
    before: '$sum(a) & ',
    faulty: '$upper',
    after: '(name)',
  });
});

test('of a call the name is marked, not the bracket', () => {
  expect(faultyPart('$upper(name)', 7)).toMatchObject({ before: '', faulty: '$upper' });
});

test('a sign at fault is marked alone', () => {
  expect(faultyPart('a + * b', 5)).toMatchObject({ before: 'a + ', faulty: '*' });
});

test('a place behind the end marks the last sign', () => {
  expect(faultyPart('(a', 99)).toMatchObject({ before: '(', faulty: 'a', after: '' });
});

test('a long formula is cut around the place', () => {
  const part = faultyPart(`${'a'.repeat(40)} + * ${'b'.repeat(40)}`, 44);
  expect(part?.before.startsWith('…')).toBe(true);
  expect(part?.after.endsWith('…')).toBe(true);
});

test('without a place nothing is marked', () => {
  expect(faultyPart('a', null)).toBeNull();
});
