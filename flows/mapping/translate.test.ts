import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMapping } from './check.ts';
import { prepareMapping } from './evaluate.ts';
import type { Mapping } from './rows.ts';
import { tablesOfMapping } from './tables-used.ts';
import type { Otherwise } from './value-table.ts';
import { stillWorld } from './world.ts';

const engine = { limits: { timeoutMs: 5000, stack: 500, sequence: 50_000 } };
const codes = new Map([
  ['NL 21', '1'],
  ['21', 'high'],
  ['true', 'yes'],
]);
const slow = '$sift({"x": 1}, function($v) { $v > 0 }).x';

/** What a mapping gives where the table "VAT" is there, compiled and left to the library; and what was looked for in vain. */
async function mapped(mapping: Mapping, record: unknown) {
  const unknown = new Set<string>();
  const world = () => ({
    ...stillWorld(),
    tables: new Map([['VAT', codes]]),
    unknown: (table: string, value: string) => unknown.add(`${table}: ${value}`),
  });
  const quick = await prepareMapping(mapping, engine).map(record, world()).catch(faultOf);
  if (mapping.mode === 'rows') {
    const rows = [...mapping.rows, { to: 'slow', from: slow, ifEmpty: { do: 'leave-out' as const } }];
    const byRow = await prepareMapping({ mode: 'rows', rows }, engine).map(record, world()).catch(faultOf);
    expect(byRow).toEqual('problem' in Object(quick) ? quick : { ...Object(quick), slow: 1 });
  }
  return { result: quick, unknown: [...unknown] };
}

const faultOf = ({ problem, path, position }: { problem: unknown; path: unknown; position: unknown }) => ({
  problem,
  path,
  position,
});

const row = (from: string, otherwise: Otherwise = 'stop'): Mapping => ({
  mode: 'rows',
  rows: [{ to: 'code', from, ifEmpty: { do: 'leave-out' }, valueTable: { table: 'VAT', otherwise } }],
});

describe('a row with a value table', () => {
  it.each([
    ['a text, without the space around it', '" NL 21 "', '1'],
    ['a number', '$number("21.0")', 'high'],
    ['yes or no', '1 = 1', 'yes'],
    ['each item of a list', '["NL 21", 21]', ['1', 'high']],
  ])('translates %s', async (_, from, code) => {
    expect(await mapped(row(from), {})).toEqual({ result: { code }, unknown: [] });
  });

  it('asks for nothing where there is nothing', async () => {
    expect(await mapped(row('missing'), {})).toEqual({ result: {}, unknown: [] });
  });

  it('stops a record with a value that is not there, and names both', async () => {
    const { result, unknown } = await mapped(row('vat'), { vat: 'NL 9' });
    const problem = { code: 'mapping.value-unknown', params: { value: 'NL 9', table: 'VAT' } };
    expect(result).toEqual({ problem, path: 'code', position: null });
    expect(unknown).toEqual(['VAT: NL 9']);
  });

  it.each<[Otherwise, unknown]>([
    ['leave-out', {}],
    [{ use: 'other' }, { code: 'other' }],
    [{ use: 0 }, { code: 0 }],
  ])('does with such a value what it was told: %j', async (otherwise, result) => {
    expect(await mapped(row('vat', otherwise), { vat: 'NL 9' })).toEqual({ result, unknown: ['VAT: NL 9'] });
  });

  it('does not look up what is no single value', async () => {
    const { result } = await mapped(row('vat'), { vat: { code: 1 } });
    expect(result).toMatchObject({ problem: { code: 'mapping.not-translatable' }, path: 'code' });
  });

  it('gives what stands in the table, whatever stands there', async () => {
    const text = fc
      .string({ minLength: 1, unit: 'binary' })
      .map((it) => it.trim())
      .filter((it) => it !== '');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, fc.string(), { minKeys: 1 }), async (table) => {
        const tables = new Map([['VAT', new Map(Object.entries(table))]]);
        for (const [from, to] of Object.entries(table)) {
          const made = await prepareMapping(row('vat'), engine).map({ vat: from }, { ...stillWorld(), tables });
          expect(made).toEqual({ code: to });
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('$translate', () => {
  const whole = (expression: string): Mapping => ({ mode: 'expression', expression: `{"a": ${expression}}` });

  it.each([
    ['$translate("NL 21", "VAT")', { a: '1' }],
    ['21 ~> $translate("VAT")', { a: 'high' }],
    ['$translate(["NL 21", "x"], "VAT", "?")', { a: ['1', '?'] }],
    ['[$map(["NL 21"], function($v) { $translate($v, "VAT") })]', { a: ['1'] }],
    ['$translate("x", "VAT", null)', { a: null }],
    ['$translate(missing, "VAT")', {}],
  ])('%s', async (source, result) => {
    expect((await mapped(whole(source), {})).result).toEqual(result);
    const asRow: Mapping = { mode: 'rows', rows: [{ to: 'a', from: source, ifEmpty: { do: 'null' } }] };
    expect((await mapped(asRow, {})).result).toEqual({ a: null, ...result });
  });

  it('stops a record with a value that is not there, at its place in the formula', async () => {
    const { result } = await mapped(whole('$translate("x", "VAT")'), {});
    expect(result).toMatchObject({
      problem: { code: 'mapping.value-unknown', params: { value: 'x', table: 'VAT' } },
      position: 17,
    });
  });

  it('says when its table is not there', async () => {
    const { result } = await mapped(whole('$translate("x", "Gone")'), {});
    expect(result).toMatchObject({ problem: { code: 'mapping.table-gone', params: { table: 'Gone' } } });
  });

  it.each([
    '$translate(a, b)',
    '$translate(a, "x" & "y")',
    '$map(a, $translate)',
    'a ~> $translate',
    'a ~> $translate(b)',
    '($t := $translate; $t(a, "VAT"))',
  ])('must say its table in the text: %s', (expression) => {
    const problems = checkMapping({ mode: 'expression', expression });
    expect(problems.map(({ problem }) => problem.code)).toEqual(['mapping.table-not-named']);
  });

  it('cannot be given another meaning', () => {
    const problems = checkMapping({ mode: 'expression', expression: '($translate := function($v) { $v }; 1)' });
    expect(problems).toMatchObject([{ problem: { code: 'mapping.rebinds' } }]);
  });
});

it('a mapping knows which tables it asks for', () => {
  const leaveOut = { do: 'leave-out' as const };
  const mapping: Mapping = {
    mode: 'rows',
    rows: [
      {
        to: 'a',
        from: '$translate(a, "One") & (b ~> $translate("Two")) & $translate(?, "Three")(c)',
        ifEmpty: leaveOut,
      },
      { to: 'b', from: 'b', ifEmpty: leaveOut, valueTable: { table: 'Four', otherwise: 'stop' } },
      {
        to: 'c',
        forEach: '$translate(c, "Five")',
        rows: [{ to: 'd', from: '$translate(d, `Six`', ifEmpty: leaveOut }],
      },
    ],
  };
  expect(tablesOfMapping(mapping).sort()).toEqual(['Five', 'Four', 'One', 'Three', 'Two']);
});
