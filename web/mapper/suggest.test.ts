import { expect, test } from 'vitest';
import { suggest, writeCall } from './suggest.ts';

const at = (text: string) => suggest(text.replace('|', ''), text.indexOf('|'));

test('a word after a $ suggests the functions that begin so, ours before the library’s', () => {
  expect(at('$split|')?.names).toEqual(['splitVat', 'splitStreet', 'splitName', 'split']);
  expect(at('1 + $SLU|')).toEqual({ from: 4, to: 8, names: ['slug'] });
});

test('and those that hold it', () => {
  expect(at('$vat|')?.names).toEqual(['splitVat', 'addVat', 'isVatNumber', 'formatVatNumber']);
});

test('nothing is suggested without a word, for what nobody knows, for a field, or behind a call that stands', () => {
  for (const text of ['|', '$|', '$nobody|', 'slug|', '$slug|(a)', '$eval|']) expect(at(text), text).toBeNull();
});

test('a suggestion is written as a call with the cursor in its brackets', () => {
  const formula = 'a & $sl & b';
  const suggestions = suggest(formula, 7);
  expect(suggestions && writeCall(formula, suggestions, 'slug')).toEqual({ formula: 'a & $slug() & b', caret: 10 });
  const open = suggest('$sl(a)', 3);
  expect(open && writeCall('$sl(a)', open, 'slug')).toEqual({ formula: '$slug(a)', caret: 6 });
});
