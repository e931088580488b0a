import { expect, it } from 'vitest';
import { titleBeside } from './record-title.ts';

it('does not say the number twice', () => {
  expect(titleBeside('20879', '20879 · Mok Zeeuws blauw +1 · 63.75 EUR')).toBe('Mok Zeeuws blauw +1 · 63.75 EUR');
  expect(titleBeside('20879', '20879')).toBe('');
});

it('leaves a title that begins otherwise', () => {
  expect(titleBeside('1042', 'Order 1042, Mug')).toBe('Order 1042, Mug');
  expect(titleBeside('1042', 'Mug · 7.50 EUR')).toBe('Mug · 7.50 EUR');
  expect(titleBeside('1042', '10425 · Mug')).toBe('10425 · Mug');
});
