import { expect, test } from 'vitest';
import { initials } from './initials.ts';

test.each([
  ['MijnWebwinkel (MyOnlineStore)', 'MW'],
  ['AccountView (Visma)', 'AV'],
  ['CSV file', 'CF'],
  ['HTTP API', 'HA'],
  ['bol', 'BO'],
  ['CSV-bestand', 'CB'],
  ['', ''],
])('%s is marked %s', (title, mark) => {
  expect(initials(title)).toBe(mark);
});
