import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFormula, evaluateFormula } from './compile/quick.ts';
import { prepareMapping } from './evaluate.ts';
import { libraryFormula } from './formula.ts';
import { draw, stillWorld, type World } from './world.ts';

const engine = { limits: { timeoutMs: 5000, stack: 500, sequence: 50_000 } };
const noon = Date.UTC(2026, 10, 21, 12, 30);
const world = (seed = 'a run, an order'): World => ({ ...stillWorld(), now: noon, seed });

/** Without the marks that jsonata leaves on its lists. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What a formula gives by itself, by the library and compiled; the compiled one must not have left it to the library. */
async function both(source: string, record: unknown = {}, seed?: string) {
  const formula = compileFormula(source, engine);
  const refuse = () => Promise.reject(new Error(`Left to the library: ${source}`));
  const compiled = plain(await evaluateFormula({ ...formula, library: refuse }, record, {}, world(seed)));
  const library = plain(await libraryFormula(source, engine).evaluate(structuredClone(record), {}, world(seed)));
  expect(compiled, source).toEqual(library);
  return compiled;
}

describe('the clock of a formula', () => {
  it.each([
    ['$millis()', noon],
    ['$now()', '2026-11-21T12:30:00.000Z'],
    ['$now("[D01]-[M01]-[Y0001]")', '21-11-2026'],
    ['$now("[H01]:[m01] [z]", "+0100")', '13:30 GMT+01:00'],
    ['$fromMillis($millis() - 86400000, "[Y0001]-[M01]-[D01]")', '2026-11-20'],
    ['$fromMillis($toMillis("08:15", "[H01]:[m01]"))', '2026-11-21T08:15:00.000Z'],
    ['$toMillis("2026-01-01T00:00:00Z")', Date.UTC(2026, 0, 1)],
    ['orders.{"no": $, "at": $millis()}', [1, 2].map((no) => ({ no, at: noon }))],
  ])('%s is told what counts as now', async (source, expected) => {
    expect(await both(source, { orders: [1, 2] })).toEqual(expected);
  });

  it('refuses what jsonata refuses, at its place', async () => {
    const mapping = prepareMapping({ mode: 'expression', expression: '{"at": $now(5)}' }, engine);
    await expect(mapping.map({}, world())).rejects.toMatchObject({
      problem: { code: 'mapping.wrong-argument' },
      position: 12,
    });
  });
});

describe('chance in a formula', () => {
  it.each([
    '$random()',
    '[$random(), $random()]',
    '$shuffle([1..20])',
    '[1..5].$random()',
    '$map([1..3], function() { $random() })',
  ])('%s gives the same for the same record of the same run, and something else for another', async (source) => {
    const again = await both(source);
    expect(await both(source)).toEqual(again);
    expect(await both(source, {}, 'another')).not.toEqual(again);
  });

  it('gives each place of a mapping its own, also where one of its rows is left to the library', async () => {
    const row = (to: string, from: string) => ({ to, from, ifEmpty: { do: 'leave-out' as const } });
    const rows = [row('a', '$random()'), row('b', '$random()'), row('c', '$shuffle([1..9])')];
    const slow = row('slow', '$sift({"x": $random()}, function($v) { $v >= 0 }).x');
    const quick = await prepareMapping({ mode: 'rows', rows }, engine).map({}, world());
    const mixed = await prepareMapping({ mode: 'rows', rows: [...rows, slow] }, engine).map({}, world());
    expect(mixed).toMatchObject(JSON.parse(JSON.stringify(quick)));
    expect(new Set([quick, mixed].flatMap((result) => Object.values(Object(result)).map(String))).size).toBe(4);
  });

  it('starts again where a record that was compiled is left to the library after all', async () => {
    const rows = [
      { to: 'a', from: '$random()', ifEmpty: { do: 'leave-out' as const } },
      { to: 'b', from: 'total = "" ? $random() : $number(total)', ifEmpty: { do: 'leave-out' as const } },
    ];
    const mapping = prepareMapping({ mode: 'rows', rows }, engine);
    const whole = await mapping.map({ total: '' }, world());
    const { result } = await mapping.preview({ total: 'many' }, world());
    expect(result).toEqual({ a: Object(whole).a });
  });

  it('keeps what is shuffled whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 2, maxLength: 30 }), fc.string(), async (list, seed) => {
        const shuffled = await both('$shuffle(list)', { list }, seed);
        expect(shuffled).toHaveLength(list.length);
        expect(shuffled).toEqual(expect.arrayContaining(list));
      }),
      { numRuns: 50 },
    );
  });

  it('is spread evenly', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const dice = world(seed);
        const buckets = Array.from({ length: 10 }, () => 0);
        for (let at = 0; at < 2000; at += 1) {
          const bucket = Math.floor(draw(dice) * 10);
          buckets[bucket] = (buckets[bucket] ?? 0) + 1;
        }
        expect(Math.min(...buckets)).toBeGreaterThan(120);
        expect(Math.max(...buckets)).toBeLessThan(290);
      }),
      { numRuns: 30 },
    );
  });
});
