import { describe, expect, it } from 'vitest';
import { ProblemWords } from '../problem.ts';
import mappingProblems from '../problems/mapping.json' with { type: 'json' };
import { checkMapping, checkRule } from './check.ts';
import meanings from './library-errors.json' with { type: 'json' };
import type { Mapping } from './rows.ts';

const whole = (expression: string): Mapping => ({ mode: 'expression', expression });

describe('before a mapping is saved', () => {
  it.each([
    ['a formula that ends too early', '{"a": $sum(lines', 'mapping.unfinished'],
    ['$eval, also under another name', '($run := $eval; $run("1"))', 'mapping.forbidden-function'],
    ['a field called then', '{"then": 1}', 'mapping.reserved-name'],
    ['a field called __proto__ deep inside', 'a.b[0].{"x": {"__proto__": 1}}', 'mapping.reserved-name'],
    ['a field called toJSON made by grouping', 'lines{"toJSON": 1}', 'mapping.reserved-name'],
    ['a built-in function given a new meaning', '($clone := function($x) { $x }; a)', 'mapping.rebinds'],
    ['a parameter with the name of one', '$map(a, function($sum) { $sum })', 'mapping.rebinds'],
    ['a place variable with the name of one', 'a@$max.b', 'mapping.rebinds'],
    ['an index variable with the name of one', 'a#$min.b', 'mapping.rebinds'],
    ['a formula that is too long', `"${'x'.repeat(20_000)}"`, 'mapping.formula-too-long'],
  ])('%s is told', (_, expression, code) => {
    expect(checkMapping(whole(expression))).toMatchObject([{ problem: { code }, path: null }]);
  });

  it('nothing is told about an ordinary formula', () => {
    expect(
      checkMapping(
        whole('($total := $sum(lines.price); {"total": $total, "x": $map(lines, function($l, $i) { $i })})'),
      ),
    ).toEqual([]);
  });

  it('every row is looked at and named', () => {
    const leaveOut = { do: 'leave-out' } as const;
    const rows = [
      { to: 'a', from: '(', ifEmpty: leaveOut },
      { to: 'a', from: 'fine', ifEmpty: leaveOut },
      { to: 'must', from: '', ifEmpty: { do: 'stop' } as const },
      { to: 'lines', forEach: 'lines[', rows: [{ to: 'x', from: 'a b', ifEmpty: leaveOut }] },
    ];
    const told = checkMapping({ mode: 'rows', rows }).map(({ problem, path }) => `${path} ${problem.code}`);
    expect(told).toEqual([
      'a mapping.path-twice',
      'a mapping.unfinished',
      'must mapping.not-matched',
      'lines[] mapping.unfinished',
      'lines[].x mapping.syntax',
    ]);
  });

  it('a condition whose field is no formula by itself is told', () => {
    const conditions = [{ field: 'a) or (true', is: 'is' as const, value: 'x' }];
    expect(checkRule({ mode: 'conditions', match: 'all', conditions })).toMatchObject([
      { problem: { code: 'mapping.syntax' } },
    ]);
  });
});

describe('the catalogue of mapping problems', () => {
  it('has a text in four languages for every problem that a formula can end in', () => {
    const missing = Object.keys(meanings).filter((code) => !(code in mappingProblems));
    expect(missing).toEqual([]);
    for (const words of Object.values(mappingProblems)) expect(ProblemWords.safeParse(words).success).toBe(true);
  });
});
