import { expect, it } from 'vitest';
import { readText } from './read-text.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

it('reads UTF-8, with or without its mark', () => {
  expect(readText(bytes(0x5a, 0x6f, 0xc3, 0xab))).toBe('Zoë');
  expect(readText(bytes(0xef, 0xbb, 0xbf, 0x41))).toBe('A');
});

it('reads what older programs on Windows save', () => {
  expect(readText(bytes(0x5a, 0x6f, 0xeb, 0x20, 0x80))).toBe('Zoë €');
});
