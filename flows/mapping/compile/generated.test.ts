import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MappingFault } from '../fault.ts';
import { parseFormula } from '../parse.ts';
import { bothWays } from './both-ways.ts';

const engine = { limits: { timeoutMs: 5000, stack: 500, sequence: 200 } };
const names = ['a', 'b', 'c', 'd', 'toString', '`naïve näme`'];
const plainNames = ['a', 'b', 'c', 'd', 'toString', 'naïve näme'];

const scalar = fc.constantFrom<unknown>(
  null,
  '',
  ' x  y ',
  '12.50',
  '-7',
  '0x1F',
  '1e3',
  'é🛒Ω',
  'a,b,c',
  '2026-11-21T10:11:12Z',
  true,
  false,
  0,
  1,
  -1.5,
  2.675,
  1e21,
  0.1 + 0.2,
);
const { value } = fc.letrec<{ value: unknown; object: unknown; list: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, scalar, tie('object'), tie('list')),
  object: fc.dictionary(fc.constantFrom(...plainNames), tie('value'), { maxKeys: 5 }),
  list: fc.array(tie('value'), { maxLength: 4 }),
}));
const record = fc.dictionary(fc.constantFrom(...plainNames), value, { minKeys: 2, maxKeys: 6 });

const ofOne =
  'string number trim uppercase lowercase length boolean not exists type sum count max min average keys'.split(' ');
const alsoOfOne =
  'floor ceil abs sqrt spread distinct reverse merge join append zip clone base64encode base64decode encodeUrlComponent decodeUrl toMillis fromMillis sort'.split(
    ' ',
  );
const withPicture = [
  'formatNumber(_, "#,##0.00")',
  'formatInteger(_, "w")',
  'parseInteger(_, "000")',
  'fromMillis(_, "[Y0001]-[M01]")',
  'toMillis(_, "[Y0001]-[M01]-[D01]")',
];
const operators = '+ - * / % = != < <= > >= & in and or ?: ??'.split(' ');

const { formula } = fc.letrec<Record<'formula' | 'step' | 'path' | 'call' | 'many' | 'block' | 'lambda', string>>(
  (tie) => {
    const f = tie('formula');
    const name = fc.constantFrom(...names);
    const literal = fc.constantFrom(
      '0',
      '1',
      '2',
      '-1',
      '1.5',
      '"a"',
      '"12.50"',
      '""',
      '", "',
      'true',
      'false',
      'null',
      '[]',
      '{}',
    );
    const variable = fc.constantFrom('$', '$$', '$x', '$f', '$record', '$none');
    const all = (template: (...inner: string[]) => string, ...inner: fc.Arbitrary<string>[]) =>
      fc.tuple(...inner).map((values) => template(...values));
    return {
      step: fc.oneof(
        { weight: 6, arbitrary: name },
        { weight: 2, arbitrary: all((n, i) => `${n}[${i}]`, name, fc.constantFrom('0', '-1', '1', '')) },
        { weight: 1, arbitrary: all((n, p) => `${n}[${p}]`, name, f) },
        { weight: 1, arbitrary: all((p) => `(${p})`, f) },
        { weight: 1, arbitrary: all((k, v) => `{"k": ${k}, "v": ${v}}`, f, f) },
        { weight: 1, arbitrary: all((v) => `[${v}]`, f) },
        { weight: 1, arbitrary: fc.constantFrom('*', '**', '$', '$string()', '$uppercase()', '$number()', '$keys()') },
      ),
      path: fc.oneof(
        all((...steps) => steps.join('.'), tie('step'), tie('step')),
        all((...steps) => steps.join('.'), tie('step'), tie('step'), tie('step')),
        all((v, s) => `${v}.${s}`, variable, tie('step')),
        all((p, t) => `${p}^(${t})`, tie('step'), f),
        all((p, t) => `${p}.a^(>${t}, b)`, tie('step'), f),
        all((p, k, v) => `${p}{${k}: ${v}}`, tie('step'), f, f),
        all((p, v) => `${p}{$string(a): ${v}, "fixed": b}`, tie('step'), f),
        all((p) => `${p}[]`, tie('step')),
      ),
      call: fc.oneof(
        all((n, a) => `$${n}(${a})`, fc.constantFrom(...ofOne), f),
        all((n, a) => `$${n}(${a})`, fc.constantFrom(...alsoOfOne), f),
        all(
          (n, a, b) => `$${n}(${a}, ${b})`,
          fc.constantFrom('append', 'lookup', 'join', 'round', 'substring', 'zip', 'power'),
          f,
          f,
        ),
        all(
          (n, a, b) => `$${n}(${a}, ${b})`,
          fc.constantFrom('contains', 'split', 'substringBefore', 'substringAfter', 'pad', 'formatBase'),
          f,
          f,
        ),
        all((n, a) => `$${n}`.replace('_', a), fc.constantFrom(...withPicture), f),
        all((a, b, c) => `$substring(${a}, ${b}, ${c})`, f, f, f),
        all(
          (a, p) => `$${p}`.replace('(', `(${a}, `),
          f,
          fc.constantFrom('contains(/b|1/)', 'split(/[ ,]+/)', 'replace(/[0-9]+/, "#")'),
        ),
        all((a, b, c) => `$replace(${a}, ${b}, ${c})`, f, f, f),
        all((a, n) => `${a} ~> $${n}()`, f, fc.constantFrom(...ofOne)),
        all((a, n) => `${a} ~> $${n}`, f, fc.constantFrom(...ofOne)),
        all((a, b) => `$number(${a}) * $number(${b})`, f, f),
      ),
      lambda: all(
        (p, b) => `function(${p}) { ${b} }`,
        fc.constantFrom('$v', '$v, $i', '$v, $i, $all', '$x, $v', ''),
        f,
      ),
      many: fc.oneof(
        all((h, a, l) => `$${h}(${a}, ${l})`, fc.constantFrom('map', 'filter', 'reduce', 'sort'), f, tie('lambda')),
        all((h, a, n) => `$${h}(${a}, $${n})`, fc.constantFrom('map', 'filter'), f, fc.constantFrom(...ofOne)),
        all(
          (h, a) => `$${h}(${a}, function($v, $w) { $string($v) > $string($w) })`,
          fc.constantFrom('sort', 'reduce'),
          f,
        ),
        all((a, l, s) => `$reduce(${a}, ${l}, ${s})`, f, tie('lambda'), f),
      ),
      block: fc.oneof(
        all((a, b) => `($x := ${a}; ${b})`, f, f),
        all((a, b, c) => `($x := ${a}; $f := function($v) { ${b} }; ${c} & $string($f($x)))`, f, f, f),
        all((l, a, b) => `($f := ${l}; $x := ${a}; $map(${b}, $f))`, tie('lambda'), f, f),
        all((l, a, b) => `($f := ${l}; [$f(${a}), $f(${b}, $)])`, tie('lambda'), f, f),
      ),
      formula: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        { weight: 3, arbitrary: name },
        { weight: 2, arbitrary: literal },
        { weight: 2, arbitrary: variable },
        { weight: 4, arbitrary: tie('path') },
        { weight: 4, arbitrary: tie('call') },
        { weight: 2, arbitrary: tie('many') },
        { weight: 1, arbitrary: tie('block') },
        { weight: 3, arbitrary: all((a, o, b) => `(${a} ${o} ${b})`, f, fc.constantFrom(...operators), f) },
        { weight: 1, arbitrary: all((a, b, c) => `(${a} ? ${b} : ${c})`, f, f, f) },
        { weight: 1, arbitrary: all((a, b) => `[${a}, ${b}]`, f, f) },
        { weight: 1, arbitrary: all((a, b) => `[${a}..${b}]`, f, f) },
        { weight: 1, arbitrary: all((a, b) => `{"one": ${a}, "2": ${b}}`, f, f) },
        { weight: 1, arbitrary: all((a) => `-(${a})`, f) },
        { weight: 1, arbitrary: all((a, p) => `(${a})[${p}]`, f, f) },
      ),
    };
  },
);

/** The grammar also makes a few formulas that no one could read. */
function canBeRead(source: string): boolean {
  try {
    return parseFormula(source, engine) !== null;
  } catch (error) {
    if (error instanceof MappingFault) return false;
    throw error;
  }
}

type Count = { cases: number; compiled: number; valuesByUs: number };

async function expectSame(source: string, from: unknown, count: Count): Promise<void> {
  const run = bothWays(source, engine);
  count.cases += 1;
  if (!run) return;
  count.compiled += 1;
  const ways = await run(JSON.stringify(from), { record: from });
  expect(ways.ours).toEqual(ways.library);
  if (ways.quick === null) return;
  count.valuesByUs += 1;
  expect({ value: ways.quick }).toEqual(ways.library);
}

describe('any formula of the subset for any record', () => {
  it('ends as the library ends it, value for value and fault for fault', async () => {
    const count = { cases: 0, compiled: 0, valuesByUs: 0 };
    const property = fc.asyncProperty(formula.filter(canBeRead), record, (source, from) =>
      expectSame(source, from, count),
    );
    await fc.assert(property, { numRuns: 2000 });
    console.info('generated formulas:', count);
    expect(count.compiled / count.cases).toBeGreaterThan(0.85);
    expect(count.valuesByUs / count.cases).toBeGreaterThan(0.3);
  }, 300_000);
});
