import { expect, test } from 'vitest';
import { ActivitySearch, WelcomeSearch } from './searches.ts';

test('after signing in a person goes on where they wanted to go', () => {
  expect(WelcomeSearch.parse({ to: '/runs/1?outcome=attention' })).toEqual({ to: '/runs/1?outcome=attention' });
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'a link cannot send a person elsewhere after signing in: %s',
  (to) => {
    expect(WelcomeSearch.parse({ to })).toEqual({ to: undefined });
  },
);

test('an address with values that make no sense still opens the page', () => {
  expect(ActivitySearch.parse({ outcome: 'nonsense', q: 1042 })).toEqual({ outcome: undefined, q: '1042' });
});
