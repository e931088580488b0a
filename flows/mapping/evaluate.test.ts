import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { prepareMapping } from './evaluate.ts';
import { MappingFault } from './fault.ts';
import type { IfEmpty, Mapping, MappingRow, ValueRow } from './rows.ts';

const engine = { limits: { timeoutMs: 1000, stack: 500, sequence: 50_000 } };
const row = (to: string, from: string, ifEmpty: IfEmpty = { do: 'leave-out' }): ValueRow => ({ to, from, ifEmpty });
const rows = (...all: MappingRow[]): Mapping => ({ mode: 'rows', rows: all });
const map = (mapping: Mapping, record: unknown) => prepareMapping(mapping, engine).map(record);

async function faultIn(run: () => Promise<unknown>): Promise<Pick<MappingFault, 'problem' | 'path' | 'position'>> {
  try {
    await run();
  } catch (error) {
    if (error instanceof MappingFault) return { problem: error.problem, path: error.path, position: error.position };
    throw error;
  }
  throw new Error('No fault came');
}

describe('a list row', () => {
  const lines = rows({ to: 'lines', forEach: 'lines', rows: [row('code', 'sku'), row('order', '$record.id')] });

  it.each([
    ['no line', { id: 1 }, []],
    ['null in place of lines', { id: 1, lines: null }, []],
    ['an empty list', { id: 1, lines: [] }, []],
    ['one line', { id: 1, lines: [{ sku: 'A' }] }, [{ code: 'A', order: 1 }]],
    ['one line that lost its list', { id: 1, lines: { sku: 'A' } }, [{ code: 'A', order: 1 }]],
    [
      'two lines',
      { id: 1, lines: [{ sku: 'A' }, { sku: 'B' }] },
      [
        { code: 'A', order: 1 },
        { code: 'B', order: 1 },
      ],
    ],
  ])('makes a list of %s', async (_, record, expected) => {
    expect(await map(lines, record)).toEqual({ lines: expected });
  });

  it('sees the item, not the record, as $$', async () => {
    const mapping = rows({ to: 'lines', forEach: 'lines', rows: [row('code', '$$.sku')] });
    expect(await map(mapping, { sku: 'order', lines: [{ sku: 'A' }] })).toEqual({ lines: [{ code: 'A' }] });
  });

  it('names the row of the list in a fault', async () => {
    const mapping = rows({ to: 'lines', forEach: 'lines', rows: [row('code', 'sku', { do: 'stop' })] });
    expect(await faultIn(() => map(mapping, { lines: [{ sku: 'A' }, {}] }))).toEqual({
      problem: { code: 'mapping.required-empty', params: { field: 'lines[].code' } },
      path: 'lines[].code',
      position: null,
    });
  });
});

describe('an empty value', () => {
  it.each([
    ['missing', {}],
    ['null', { a: null }],
    ['an empty text', { a: '' }],
  ])('is one that is %s', async (_, record) => {
    expect(await map(rows(row('x', 'a', { do: 'use', value: 'fixed' })), record)).toEqual({ x: 'fixed' });
    expect(await map(rows(row('x', 'a', { do: 'null' })), record)).toEqual({ x: null });
    const stopped = await faultIn(() => map(rows(row('x', 'a', { do: 'stop' })), record));
    expect(stopped.problem).toEqual({ code: 'mapping.required-empty', params: { field: 'x' } });
  });

  it('leaves its field out and makes no empty object for it', async () => {
    expect(await map(rows(row('customer.name', 'a'), row('id', 'id')), { id: 7 })).toEqual({ id: 7 });
  });

  it.each([0, false])('is not %s', async (value) => {
    expect(await map(rows(row('x', 'a', { do: 'stop' })), { a: value })).toEqual({ x: value });
  });

  it('is what a row without a formula gives, so that a row can hold a fixed value', async () => {
    expect(await map(rows(row('unit', ' ', { do: 'use', value: 'piece' })), {})).toEqual({ unit: 'piece' });
  });
});

describe('a result', () => {
  it('is plain JSON: one value stays one value, several become an ordinary list', async () => {
    const mapping = rows(row('one', 'lines[0].sku'), row('all', 'lines.sku'), row('first', 'lines[0]'));
    const result = await map(mapping, { lines: [{ sku: 'A' }, { sku: 'B' }] });
    expect(result).toStrictEqual({ one: 'A', all: ['A', 'B'], first: { sku: 'A' } });
  });

  it('cannot be a function or a search pattern', async () => {
    for (const from of ['$sum', 'function($x) { $x }', '/a/', '{"a": $sum}', '[$sum]']) {
      expect((await faultIn(() => map(rows(row('x', from)), {}))).problem.code).toBe('mapping.result-is-function');
    }
  });

  it('holds no infinity, which JSON would quietly turn into null', async () => {
    expect((await faultIn(() => map(rows(row('x', '1/0')), {}))).problem.code).toBe('mapping.number-too-big');
  });

  it('loses a __proto__ of its own and a constructor with a prototype', async () => {
    const expression = '{"a": 1, "__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}';
    const result = await map({ mode: 'expression', expression }, {});
    expect(result).toStrictEqual({ a: 1 });
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it('of a formula for the whole document that gives nothing is a fault', async () => {
    const { problem } = await faultIn(() => map({ mode: 'expression', expression: 'nothing.here' }, { id: 1 }));
    expect(problem.code).toBe('mapping.no-result');
  });
});

describe('$pad, which is our own for safety,', () => {
  it.each([
    '$pad("foo", 5)',
    '$pad("foo", -5, "#")',
    '$pad("foo", 9, "ab")',
    '$pad("foo", -8, "é🛒")',
    '$pad("🛒", 3.7, "-")',
    '$pad("foo", 2)',
    '$pad("foo", 5, "")',
    '"5" ~> $pad(-3, "0")',
  ])('gives what the library gives: %s', async (from) => {
    expect(await map(rows(row('x', from)), {})).toEqual({ x: await jsonata(from).evaluate({}) });
  });
});

describe('a formula that fails', () => {
  it.each([
    ['an unknown function', '$foo(1)', { code: 'mapping.unknown-function', params: { function: 'foo' } }, 5],
    ['a text as a number', '$number(a)', { code: 'mapping.not-a-number', params: { value: 'x' } }, 8],
    ['calculating with a text', '1 + a', { code: 'mapping.needs-number', params: { value: 'x' } }, 3],
    [
      "the author's own stop",
      '$error("No VAT code")',
      { code: 'mapping.stopped-by-formula', params: { detail: 'No VAT code' } },
      7,
    ],
    [
      'a condition that must hold',
      '$assert(a = "y", "Not y")',
      { code: 'mapping.stopped-by-formula', params: { detail: 'Not y' } },
      8,
    ],
    ['$eval', '$eval("1")', { code: 'mapping.forbidden-function', params: { function: '$eval' } }, 6],
    [
      '$eval by another name',
      '($run := $eval; $run("1"))',
      { code: 'mapping.forbidden-function', params: { function: '$eval' } },
      21,
    ],
  ])('on %s says so, with its row and place', async (_, from, problem, position) => {
    expect(await faultIn(() => map(rows(row('x', from)), { a: 'x' }))).toEqual({ problem, path: 'x', position });
  });
});

describe('a mapping that cannot be prepared', () => {
  it.each([
    ['an open bracket', [row('x', '$sum(a')], 'mapping.unfinished', 'x', 6],
    ['a word too many', [row('x', 'a b')], 'mapping.syntax', 'x', 3],
    ['the same field twice', [row('x', 'a'), row('x', 'b')], 'mapping.path-twice', 'x', null],
    ['a field inside a value', [row('x', 'a'), row('x.y', 'b')], 'mapping.path-twice', 'x.y', null],
    ['a value around a field', [row('x.y.z', 'a'), row('x', 'b')], 'mapping.path-twice', 'x', null],
    ['a built-in function renamed', [row('x', '($sum := 1; $sum)')], 'mapping.rebinds', 'x', 8],
  ])('because of %s names the row', (_, all, code, path, position) => {
    expect(() => prepareMapping(rows(...all), engine)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code }), path, position }),
    );
  });

  it('because two rows of a list fill the same field names the list', () => {
    const list = { to: 'lines', forEach: 'lines', rows: [row('a', '1'), row('a', '2')] };
    expect(() => prepareMapping(rows(list), engine)).toThrow(expect.objectContaining({ path: 'lines[].a' }));
  });
});

describe('a preview', () => {
  it('goes on after a fault and tells what every row gave', async () => {
    const list = { to: 'lines', forEach: 'lines', rows: [row('n', '$number(q)')] };
    const mapping = rows(row('id', 'id'), row('bad', '$number(name)'), list, row('none', 'nothing'));
    const preview = await prepareMapping(mapping, engine).preview({
      id: 1,
      name: 'x',
      lines: [{ q: '2' }, { q: '3' }],
    });
    expect(preview.result).toEqual({ id: 1, lines: [{ n: 2 }, { n: 3 }] });
    expect(preview.fault).toMatchObject({ problem: { code: 'mapping.not-a-number' }, path: 'bad', position: 8 });
    expect(preview.rows).toEqual([
      { path: 'id', value: 1 },
      { path: 'bad', problem: { code: 'mapping.not-a-number', params: { value: 'x' } }, position: 8 },
      { path: 'lines[]', value: [{ n: 2 }, { n: 3 }] },
      { path: 'lines[].n', value: [2, 3] },
      { path: 'none' },
    ]);
  });
});
