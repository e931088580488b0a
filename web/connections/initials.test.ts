import { expect, test } from 'vitest';
import { initials } from './initials.ts';

test.each([
  ['MijnWebwinkel', 'MW'],
  ['AccountView', 'AV'],
  ['CSV file', 'CF'],
  ['HTTP API', 'HA'],
  ['bol', 'BO'],
  ['CSV-bestand', 'CB'],
  ['', ''],
])('%s is marked %s', (title, mark) => {
  expect(initials(title)).toBe(mark);
});
