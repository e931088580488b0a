import { expect, it } from 'vitest';
import { compareEnds, type PathEnd } from './path-ends.ts';

const sends = (content: PathEnd['content'], node = 'send'): PathEnd => ({ node, outcome: 'would-send', content });

it('finds nothing when a record ends the same way with the same content', () => {
  expect(compareEnds([sends({ a: 1, b: 2 })], [sends({ b: 2, a: 1 })])).toEqual([]);
});

it('names the fields in which what would be sent differs, except those that may differ', () => {
  const [change] = compareEnds([sends({ at: 1, total: 1 })], [sends({ at: 2, total: 2 })], ['at']);
  expect(change?.differences).toEqual([{ path: ['total'], before: 1, after: 2 }]);
  expect(compareEnds([sends({ at: 1 })], [sends({ at: 2 })], ['at'])).toEqual([]);
});

it('shows a record that was sent and is now left out at both steps', () => {
  const changes = compareEnds([sends({ a: 1 })], [{ node: 'keep', outcome: 'left-out' }]);
  expect(changes).toEqual([
    { node: 'send', before: { node: 'send', outcome: 'would-send' }, differences: [] },
    { node: 'keep', after: { node: 'keep', outcome: 'left-out' }, differences: [] },
  ]);
});

it('tells one problem from another', () => {
  const fails = (code: string): PathEnd => ({ node: 'match', outcome: 'attention', code });
  expect(compareEnds([fails('mapping.missing')], [fails('mapping.missing')])).toEqual([]);
  expect(compareEnds([fails('mapping.missing')], [fails('mapping.too-slow')])).toHaveLength(1);
});
