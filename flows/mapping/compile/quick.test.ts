import { describe, expect, it } from 'vitest';
import type { Condition } from '../../kinds/filter.ts';
import { conditionFormula } from '../condition.ts';
import { prepareMapping } from '../evaluate.ts';
import type { Engine } from '../formula.ts';
import { bothWays } from './both-ways.ts';
import { compileFormula } from './quick.ts';

const engine: Engine = { limits: { timeoutMs: 5000, stack: 500, sequence: 50_000 } };
const isCompiled = (source: string) => compileFormula(source, engine).quick !== null;
const order = {
  id: 7,
  paid: true,
  total: '12.50',
  customer: { name: 'A. Person', city: null },
  lines: [
    { sku: 'A', price: 2.5, tags: ['new', 'red'] },
    { sku: 'B', price: 1, tags: [] },
  ],
};

async function expectSame(source: string, record: unknown = order, from: Engine = engine) {
  const run = bothWays(source, from);
  if (!run) throw new Error(`Not compiled: ${source}`);
  const ways = await run(JSON.stringify(record), { record });
  expect(ways.ours).toEqual(ways.library);
  if (ways.quick !== null) expect({ value: ways.quick }).toEqual(ways.library);
  return ways;
}

describe('a formula of the kinds that mappings are made of is compiled, and gives what the library gives:', () => {
  it.each([
    ['a field, and one inside another', 'customer.name & "/" & $string(id) & $string(customer.none)'],
    ['fields of all lines', 'lines.sku'],
    ['a list kept a list', '[lines[0].sku[]]'],
    ['a line by its place', 'lines[-1].price'],
    ['lines that meet a condition', 'lines[price > 2 and "new" in tags].sku'],
    ['lines in order', 'lines^(>price, sku).{"sku": sku, "tags": tags}'],
    ['lines in groups', 'lines{sku: $sum(price)}'],
    ['a choice', 'paid ? $number(total) * 100 : customer.city = null ? 0 : -1'],
    ['a default', '(nothing ?? customer.city) ?: "unknown"'],
    ['a translation', '$lookup({"A": "apple", "B": "pear"}, lines[1].sku)'],
    ['variables and functions of its own', '($vat := function($p) { $round($p * 1.21, 2) }; lines.price.$vat($))'],
    ['a function for each line', '$map(lines, function($line, $at) { $string($at) & $line.sku & $record.id })'],
    ['a sum by hand', '$reduce(lines.price, function($all, $price) { $all + $price }, 10)'],
    ['lines that a function picks', '$filter(lines, function($line) { $count($line.tags) = 0 }).sku'],
    ['a built-in function for each', '$map(lines.sku, $lowercase) ~> $join("+")'],
    ['texts cut and put together', '$join($split(customer.name, " "), "-") & $replace(total, /[.,]/, ":")'],
    ['a date', '$fromMillis($toMillis("21-11-2026", "[D01]-[M01]-[Y0001]"), "[Y0001][M01][D01]")'],
    ['a range', '[1..3].($ * 2)'],
    ['a range that begins at minus nothing', '[-(1 - 1)..1]'],
    ['everything there is', '$count(**) & $string(customer.*)'],
  ])('%s', async (_, source) => {
    const ways = await expectSame(source);
    expect(ways.quick).not.toBeNull();
  });
});

describe('a formula is left to the library', () => {
  it.each([
    ['that looks at the parent', 'lines.%.id'],
    ['with a variable inside a path', 'lines@$line.tags[$line.sku = "A"]'],
    ['with a place inside a path', 'lines#$at.{"at": $at}'],
    ['that changes a copy', '$ ~> |lines|{"price": 0}|'],
    ['with a function that is not called fully', '$substring(?, 0, 1)'],
    ['with a function that calls itself', '($f := function($n) { $n < 1 ? 0 : $f($n - 1) }; $f(3))'],
    ['with a function that is handed on', '($f := function($g) { $g(1) }; $f(function($x) { $x }))'],
    ['with a variable that a function sees only later', '($f := function() { $x }; $x := 1; $f())'],
    ['with a variable that depends on a choice', '(paid ? $x := 1; $x)'],
    ['that runs a text', '$eval("1")'],
    ['whose pattern fills in what it found', '$match(total, /[0-9]/)'],
    ['that is nested as deep as the library may go', `${'('.repeat(600)}id${')'.repeat(600)}`],
  ])('%s', (_, source) => {
    expect(isCompiled(source)).toBe(false);
  });
});

describe('compiled code', () => {
  it.each([
    ['lines.constructor', { lines: [{ sku: 'A' }], constructor: { name: 'mine' } }],
    ['constructor.name & toString & __proto__.x', { id: 1 }],
    ['[$exists(toString), $exists(constructor), $exists(__proto__)]', { id: 1 }],
    ['$lookup($, "constructor")', {}],
    ['$lookup({"constructor": 1}, "toString")', {}],
    ['{"toString": id, "valueOf": 2}.toString', { id: 1 }],
    ['{"__proto__": {"polluted": 1}}.polluted', {}],
    ['lines{sku: sku}', { lines: [{ sku: '__proto__' }, { sku: 'constructor' }] }],
    ['{"a": id}', { id: 1, tupleStream: true }],
    ['$.id', { id: 1, outerWrapper: true }],
    ['[tags{"a": $}, $count(tags)]', { tags: [] }],
  ])('knows no field that is not the record’s own: %s', async (source, record) => {
    await expectSame(source, record);
    expect('polluted' in {}).toBe(false);
  });

  it.each(['"', '\\', '`', '$' + '{1}', '\u2028', '\u0000', '*/ alert(1) /*', "');throw 1;('", '</script>', '\ud800'])(
    'takes a name or a text of a formula as nothing but that: %j',
    async (text) => {
      await expectSame(
        `[${JSON.stringify(text)}, {${JSON.stringify(text)}: id}, $lookup($, ${JSON.stringify(text)})]`,
        {
          id: 1,
          [text]: 'found',
        },
      );
      if (!text.includes('`')) await expectSame(`\`${text}\`.x`, { [text]: { x: 'found' } });
    },
  );

  it('ends by itself where a list would grow without measure, and the library says what is wrong', async () => {
    const tight: Engine = { limits: { timeoutMs: 500, stack: 500, sequence: 300 } };
    for (const source of [
      '[1..301]',
      '[1..300].([1..300])',
      '$append([1..200], [1..200])',
      '$spread([1..300].{"a": 1})',
    ]) {
      const ways = await expectSame(source, {}, tight);
      if ('fault' in ways.library) expect(ways.quick).toBeNull();
    }
    const loop = '$count($map([1..300], function($a) { $map([1..300], function($b) { $a * $b }) }))';
    const patient = { limits: { ...tight.limits, timeoutMs: 20_000 } };
    expect((await expectSame(loop, {}, patient)).quick).toBeNull();
  });

  it('rounds every number as the library rounds it, halves to the even one too', async () => {
    const numbers = Array.from({ length: 8000 }, (_, at) => (at - 4000) / 1000).concat(
      1.005,
      1e-7,
      1e9 + 0.005,
      123456.785,
    );
    for (const places of [1, 2, 3, 6, 0, -1]) {
      const source = `$map(numbers, function($n) { $round($n, ${places}) })`;
      expect((await expectSame(source, { numbers })).quick).not.toBeNull();
    }
  });

  it('makes a pattern that the engine refuses a fault only where it is used', async () => {
    class Refusing extends RegExp {
      constructor(pattern: RegExp | string) {
        super(pattern);
        throw new Error('refused');
      }
    }
    const refusing: Engine = { ...engine, RegexEngine: Object.assign(Refusing, RegExp) };
    expect(await expectSame('paid ? id : $contains(total, /x/)', order, refusing)).toMatchObject({ quick: 'number 7' });
    expect((await expectSame('$contains(total, /x/)', order, refusing)).library).toHaveProperty('fault');
  });
});

describe('the conditions that people click together', () => {
  const conditions: Condition[] = [
    { field: 'customer.name', is: 'is', value: 'a. person' },
    { field: 'total', is: 'is-not', value: 12.5 },
    { field: 'lines.sku', is: 'contains', value: 'b' },
    { field: 'total', is: 'more-than', value: '12' },
    { field: 'lines.price', is: 'less-than', value: 2 },
    { field: 'customer.city', is: 'is-filled', value: '' },
    { field: 'nothing', is: 'is-empty', value: '' },
  ];

  it.each(conditions)('are compiled: $field $is $value', async (condition) => {
    const source = conditionFormula({ mode: 'conditions', match: 'all', conditions: [condition] });
    expect((await expectSame(source)).quick).not.toBeNull();
  });
});

describe('a mapping', () => {
  const row = (to: string, from: string) => ({ to, from, ifEmpty: { do: 'leave-out' as const } });

  it('of which some rows are compiled and some are not gives all of them, in their order', async () => {
    const rows = [
      row('first', 'id'),
      row('left', '$.lines.%.id'),
      { to: 'lines', forEach: 'lines', rows: [row('sku', 'sku')] },
    ];
    const result = await prepareMapping({ mode: 'rows', rows }, engine).map(order);
    expect(JSON.stringify(result)).toBe('{"first":7,"left":[7,7],"lines":[{"sku":"A"},{"sku":"B"}]}');
  });

  it('keeps the order of its rows, with a group where its first field is', async () => {
    const rows = [row('b.x', 'id'), row('none.y', 'nothing'), row('a', 'paid'), row('b.c.d', 'total'), row('2', 'id')];
    const result = await prepareMapping({ mode: 'rows', rows }, engine).map(order);
    expect(JSON.stringify(result)).toBe('{"2":7,"b":{"x":7,"c":{"d":"12.50"}},"a":true}');
  });
});
