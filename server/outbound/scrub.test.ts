import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScrub } from './scrub.ts';

test('A secret is taken out of any text, however it was written down and whatever stands around it', () => {
  const secrets = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }).filter((it) => new Set(it).size > 3);
  fc.assert(
    fc.property(secrets, fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (secret, before, after) => {
      const written = [
        secret,
        encodeURIComponent(secret),
        new URLSearchParams({ x: secret }).toString().slice(2),
        JSON.stringify(secret).slice(1, -1),
      ];
      const scrub = createScrub([secret]);
      const plain = written.every((form) => !scrub(`${before}|${form}|${after}`).includes(form));
      const base64 = Buffer.from(`${before}${secret}${after}`).toString('base64');
      const left = Buffer.from(scrub(base64).replaceAll('***', ''), 'base64').toString();
      return plain && !left.includes(secret);
    }),
  );
});

test('Tokens and passwords are taken out by their names when their values are not known beforehand', () => {
  const scrub = createScrub([]);
  expect(scrub('{"access_token":"abc\\"d","expires_in":3600,"refresh_token": "x"}')).toBe(
    '{"access_token":"***","expires_in":3600,"refresh_token": "***"}',
  );
  expect(scrub('grant_type=refresh_token&client_secret=abc&refresh_token=def')).toBe(
    'grant_type=refresh_token&client_secret=***&refresh_token=***',
  );
  expect(scrub('https://shop.example/orders?token=abc&limit=100')).toBe(
    'https://shop.example/orders?token=***&limit=100',
  );
});

test('Of two secrets where one begins like the other, nothing stays', () => {
  expect(createScrub(['abcd', 'abcdef'])('x abcdef y abcd')).toBe('x *** y ***');
});

test('A text without secrets stays as it is', () => {
  expect(createScrub(['s3cr3t'])('order 1042, key=1042')).toBe('order 1042, key=1042');
});
