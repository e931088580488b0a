import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cage, Mapped } from './cage.ts';
import { createCage } from './pool.ts';

/** Generous, for the machine may be busy with other things. */
const settleMs = 3000;
const deadlineMs = 1000;
/** What this process itself may work meanwhile: it only waits, and serves others. */
const mostOwnMs = 200;

/** What record 2 of three comes to when only it is attacked: its result, or the code of its fault. */
const attacks: [attack: string, formula: string, ends: unknown[]][] = [
  [
    'a pattern that takes exponential time',
    '$contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)',
    [false],
  ],
  ['a pattern that looks ahead', '$match("aaaa", /(?=(a+)+b)/)', ['mapping.bad-pattern']],
  ['a pattern that refers back', '$contains("aa", /(a)\\1/)', ['mapping.bad-pattern']],
  ['an endless loop', '($f := function($n) { $f($n + 1) }; $f(1))', ['mapping.too-slow']],
  ['an endless recursion', '($f := function($n) { 1 + $f($n + 1) }; $f(1))', ['mapping.too-deep']],
  ['a range of a thousand million', '[1..1e9]', ['mapping.list-too-long']],
  ['a cross product', '[1..10000].([1..10000])', ['mapping.too-slow', 'mapping.too-much-memory']],
  ['padding to half a gigabyte', '$pad("a", 5e8, "x")', ['mapping.text-too-long']],
  ['$eval that runs itself', '($x := "$eval($x)"; $eval($x))', ['mapping.forbidden-function']],
  ['$eval under another name', '($map([$eval], function($f) { $f("1+1") }))', ['mapping.forbidden-function']],
  ['a graph of 2^60 parts', '$reduce([1..60], function($a, $b) {{"a": $a, "b": $a}}, 1)', ['mapping.result-too-big']],
  [
    'the same graph as a text',
    '$string($reduce([1..60], function($a, $b) {{"a": $a, "b": $a}}, 1))',
    ['mapping.too-slow', 'mapping.too-much-memory'],
  ],
  ['a pattern as a promise', '{"then": /a/}', ['mapping.result-is-function']],
  ['a promise that nobody settles', '($m := /a/("aa"); {"then": $m.next})', ['mapping.too-slow']],
  ['$distinct over too many', '$distinct([1..1e5])', ['mapping.list-too-long']],
  ['$distinct over just enough', '$distinct([1..45000].$string())', ['mapping.too-slow', 'mapping.too-much-memory']],
  ['$spread over too many', '$spread([1..1e5].{"a": 1})', ['mapping.list-too-long']],
  ['$spread over just enough', '$spread([1..45000].{"a": 1})', ['mapping.too-slow', 'mapping.too-much-memory']],
  [
    'a text that doubles',
    '$length($reduce([1..60], function($a, $b) { $a & $a }, "0123456789abcdef"))',
    ['mapping.too-much-memory'],
  ],
  [
    'a text that doubles and is written out',
    '$uppercase($reduce([1..24], function($a, $b) { $a & $a }, "0123456789abcdef"))',
    ['mapping.too-slow', 'mapping.too-much-memory'],
  ],
  [
    'a text that grows by replacing',
    '$reduce([1..30], function($a, $b) { $replace($a, "a", "aa") }, "a")',
    ['mapping.too-slow', 'mapping.too-much-memory'],
  ],
  ['a result of two megabytes', '$join([1..250].$pad("x", 9000))', ['mapping.result-too-big']],
  ['the constructor of a function', '$sum.constructor("return process")()', ['mapping.unknown-function']],
  ['a look at __proto__', '$lookup({}, "__proto__")', ['mapping.no-result']],
  ['a change of __proto__', '{"a": 1} ~> | __proto__ | {"polluted": true} |', [{ a: 1 }]],
  ['a __proto__ in the result', '{"a": 1, "__proto__": {"isAdmin": true}}', [{ a: 1 }]],
];

let cage: Cage;
beforeAll(() => {
  cage = createCage({ deadlineMs });
});
afterAll(() => cage.close());

function endOf(mapped: Mapped | undefined): unknown {
  if (!mapped) return undefined;
  return mapped.ok ? JSON.parse(mapped.text) : mapped.problem.code;
}

describe('an attack on one record ends in a clear answer, and the records beside it are right:', () => {
  it.each(attacks)(
    '%s',
    async (_, formula, ends) => {
      const cpu = process.cpuUsage();
      const start = performance.now();
      const mapping = { mode: 'expression' as const, expression: `id = 2 ? (${formula}) : {"id": id}` };
      const [before, attacked, after] = await cage.map(mapping, ['{"id":1}', '{"id":2}', '{"id":3}']);
      expect([endOf(before), endOf(after)]).toEqual([{ id: 1 }, { id: 3 }]);
      expect(ends).toContainEqual(endOf(attacked));
      // One deadline tells that something is wrong in a batch, another one where.
      expect(performance.now() - start).toBeLessThan(2 * deadlineMs + settleMs);
      expect(process.cpuUsage(cpu).user / 1000).toBeLessThan(mostOwnMs);
      expect('polluted' in {}).toBe(false);
    },
    20_000,
  );

  it('a $clone of its own that would change the source record is refused', async () => {
    const expression = '($clone := function($x) { $x }; $ ~> |$|{"hacked": true}|)';
    const answers = await cage.map({ mode: 'expression', expression }, ['{"id":1}']);
    expect(answers).toMatchObject([{ ok: false, problem: { code: 'mapping.rebinds' } }]);
  });

  it('a row cannot change what the next row sees', async () => {
    const rows = [
      { to: 'changed', from: '($ ~> |$|{"hacked": true}|).hacked', ifEmpty: { do: 'stop' as const } },
      { to: 'seen', from: '$exists(hacked) or $exists($x)', ifEmpty: { do: 'stop' as const } },
      { to: 'left', from: '$x := 5', ifEmpty: { do: 'stop' as const } },
      { to: 'again', from: '$exists($x)', ifEmpty: { do: 'stop' as const } },
    ];
    const [first, second] = await cage.map({ mode: 'rows', rows }, ['{"id":1}', '{"id":2}']);
    const expected = { changed: true, seen: false, left: 5, again: false };
    expect([endOf(first), endOf(second)]).toEqual([expected, expected]);
  });
});
