import { expect, test } from 'vitest';
import { houseFunctions } from '#flows/mapping/functions/house.ts';
import type { Words } from '#flows/words.ts';
import { findFunctions } from './find-functions.ts';

const names = (text: string, language: keyof Words = 'en') =>
  findFunctions(text, (words) => words[language]).flatMap(({ functions }) => functions.map(({ name }) => name));

test('without a word, all functions are listed by what they are about', () => {
  expect(names('').sort()).toEqual(Object.keys(houseFunctions).sort());
  expect(findFunctions('', ({ en }) => en)[1]).toMatchObject({ subject: 'money', title: { nl: 'Geld' } });
});

test('a function is found by its name, and by what is said of it in the reader’s language', () => {
  expect(names('$splitstr')).toEqual(['splitStreet']);
  expect(names('bar code')).toEqual(['isGtin', 'completeGtin']);
  expect(names('huisnummer', 'nl')).toEqual(['splitStreet', 'joinStreet']);
  expect(names('nothing like it')).toEqual([]);
});
