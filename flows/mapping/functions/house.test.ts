import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages } from '../../words.ts';
import { compileFormula, evaluateFormula } from '../compile/quick.ts';
import { faultOf } from '../fault.ts';
import { libraryFormula } from '../formula.ts';
import { builtIns } from '../names.ts';
import { stillWorld } from '../world.ts';
import { houseFunctions } from './house.ts';
import words from './words.json' with { type: 'json' };

const engine = { limits: { timeoutMs: 5000, stack: 500, sequence: 50_000 } };
const world = () => ({ ...stillWorld(), tables: new Map([['VAT codes', new Map([['NL 21', '1']])]]) });
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
const refuse = () => Promise.reject(new Error('Left to the library'));

/** What a formula gives, which must be the same compiled and by the library. */
async function value(source: string, record: unknown = {}) {
  const formula = compileFormula(source, engine);
  const compiled = await evaluateFormula({ ...formula, library: refuse }, record, {}, world());
  const library = await libraryFormula(source, engine).evaluate(structuredClone(record), {}, world());
  expect(plain(compiled), source).toEqual(plain(library));
  return plain(compiled);
}

async function fault(source: string, record: unknown = {}) {
  const given = evaluateFormula(compileFormula(source, engine), record, {}, world());
  return given.then(
    (result) => ({ result }),
    (error: unknown) => {
      const { problem, position } = faultOf(error, null);
      return { ...problem, position };
    },
  );
}

const functions = Object.entries(houseFunctions);

describe('every function', () => {
  it.each(functions)('%s gives what its example says, compiled and by the library', async (_, { example }) => {
    expect(await value(example.formula)).toEqual(example.result);
  });

  it.each(functions)('%s gives nothing for nothing', async (name, { call }) => {
    const needed = call.replace(/\[.*\]/, '').split(',').length;
    const more = Array.from({ length: needed - 1 }, () => 'missing');
    expect(await value(`$${name}(${['missing', ...more].join()})`)).toBeUndefined();
  });

  it.each(functions)('%s refuses a list of objects at its place', async (name) => {
    expect(await fault(`[1, $${name}([{"a": 1}], {"b": 2}, {})]`)).toMatchObject({ position: 6 + name.length });
  });

  it.each(functions)('%s is told of in four languages, and has a name of its own', (name) => {
    const told = Object.entries(words.functions).find(([each]) => each === name)?.[1];
    for (const language of languages) {
      expect(told?.title[language]).toBeTruthy();
      expect(told?.about[language]).toBeTruthy();
    }
    expect(builtIns.has(name)).toBe(false);
  });

  it('is in the list, and the list knows no other', () => {
    expect(Object.keys(words.functions).sort()).toEqual(functions.map(([name]) => name).sort());
  });

  it('can be given another meaning by a formula that has the name already', async () => {
    expect(await value('($slug := function($v) { $v & "!" }; $slug("a"))')).toBe('a!');
    expect(await value('($slug := "mine"; $slug)')).toBe('mine');
  });

  it('runs for each item of a list', async () => {
    expect(await value('$map(names, $slug)', { names: ['A b', 'C d'] })).toEqual(['a-b', 'c-d']);
    expect(await value('names.$truncate($, 2)', { names: ['abc', 'de'] })).toEqual(['a…', 'de']);
  });
});

describe('money', () => {
  const cents = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((all) => all / 100);
  const rate = fc.constantFrom(0, 5.5, 6, 7, 9, 19, 20, 21, 25.5);

  it.each([
    ['$roundMoney(1.005)', 1.01],
    ['$roundMoney(-1.005)', -1.01],
    ['$roundMoney(2.675)', 2.68],
    ['$roundMoney(1.45, 1)', 1.5],
    ['$roundMoney(0.1 + 0.2)', 0.3],
    ['$roundMoney(1e21)', 1e21],
    ['$roundMoney(0.0000001)', 0],
    ['$roundMoney(2.5, 0)', 3],
    ['$splitVat(0.01, 21)', { net: 0.01, vat: 0, gross: 0.01 }],
    ['$splitVat(-121, 21)', { net: -100, vat: -21, gross: -121 }],
    ['$addVat(0.50, 5.5)', { net: 0.5, vat: 0.03, gross: 0.53 }],
    ['$distribute(-0.05, [1, 1])', [-0.03, -0.02]],
    ['$distribute(1, [0, 0, 0])', [0.34, 0.33, 0.33]],
    ['$distribute(10, [0.1, 0.2])', [3.33, 6.67]],
    ['$distribute(10, [])', []],
    ['$distribute(10, 3)', [10]],
  ])('%s', async (source, expected) => {
    expect(await value(source)).toEqual(expected);
  });

  it('split into net and VAT adds up, and comes back to the cent', async () => {
    await fc.assert(
      fc.asyncProperty(cents, rate, async (gross, percent) => {
        const split = (await value('$splitVat(g, r)', { g: gross, r: percent })) as Record<string, number>;
        expect(Math.round((split.net ?? 0) * 100) + Math.round((split.vat ?? 0) * 100)).toBe(Math.round(gross * 100));
        const back = (await value('$addVat(n, r)', { n: split.net, r: percent })) as Record<string, number>;
        expect(Math.abs(Math.round((back.gross ?? 0) * 100) - Math.round(gross * 100))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  it('divided over lines always adds up, and nobody is off by a cent', async () => {
    const weights = fc.array(
      fc.integer({ min: 0, max: 100_000 }).map((all) => all / 1000),
      { minLength: 2, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(cents, weights, async (amount, shares) => {
        const parts = (await value('$distribute(a, w)', { a: amount, w: shares })) as number[];
        const inCents = parts.map((part) => Math.round(part * 100));
        expect(inCents.reduce((sum, part) => sum + part, 0)).toBe(Math.round(amount * 100));
        const total = shares.reduce((sum, share) => sum + share, 0);
        for (const [at, part] of inCents.entries()) {
          const fair = total === 0 ? (amount * 100) / shares.length : (amount * 100 * (shares[at] ?? 0)) / total;
          expect(Math.abs(part - fair)).toBeLessThan(1.001);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('dates', () => {
  it.each([
    ['$formatDate("2026-03-29T00:59:59Z", "HH:mm:ss", "Europe/Amsterdam")', '01:59:59'],
    ['$formatDate("2026-03-29T01:00:00Z", "HH:mm:ss", "Europe/Amsterdam")', '03:00:00'],
    ['$formatDate("2026-03-01", "d/M/yy", "America/New_York")', '1/3/26'],
    ['$formatDate(0, "yyyy-MM-ddTHH:mm:ss")', '1970-01-01T00:00:00'],
    ['$formatDate("2026-07-01T00:30:00+02:00", "dd-MM")', '30-06'],
    ['$parseDate("29-03-2026 02:30", "dd-MM-yyyy HH:mm", "Europe/Amsterdam")', '2026-03-29T01:30:00.000Z'],
    ['$parseDate("1.2.26", "d.M.yy", "Europe/Berlin")', '2026-01-31T23:00:00.000Z'],
    ['$addDays("2026-10-25T10:00:00+02:00", -1)', '2026-10-24T10:00:00+02:00'],
    ['$addDays(0, 1)', 86_400_000],
    ['$isoWeek("2026-12-31T23:00:00Z")', '2026-W53'],
    ['$isoWeek("2024-12-30")', '2025-W01'],
  ])('%s', async (source, expected) => {
    expect(await value(source)).toEqual(expected);
  });

  it.each([
    ['$formatDate("2026-02-30", "dd")', '2026-02-30'],
    ['$formatDate("tomorrow", "dd")', 'tomorrow'],
    ['$formatDate(0, "dd", "Mars/Base")', 'Mars/Base'],
    ['$parseDate("32-01-2026", "dd-MM-yyyy")', '2026-01-32T00:00:00'],
    ['$parseDate("2026", "yyyy")', 'yyyy'],
    ['$addDays("2026-01-01", 0.5)', '0.5'],
  ])('%s is refused', async (source, wrong) => {
    expect(await fault(source)).toMatchObject({ code: 'mapping.bad-value', params: { value: wrong } });
  });

  it('written in any zone are read back as the same moment', async () => {
    const zone = fc.constantFrom('Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', 'UTC', 'Australia/Sydney');
    const moment = fc.integer({ min: 0, max: 2e9 }).map((seconds) => seconds * 1000);
    const picture = '"yyyy-MM-dd HH:mm:ss"';
    await fc.assert(
      fc.asyncProperty(moment, zone, async (at, place) => {
        const text = await value(`$formatDate(at, ${picture}, zone)`, { at, zone: place });
        const back = await value(`$parseDate(text, ${picture}, zone)`, { text, zone: place });
        // The hour that the clocks show twice is one of the two.
        expect([0, 1_800_000, 3_600_000]).toContain(Math.abs(Date.parse(String(back)) - at));
        expect(await value(`$formatDate(back, ${picture}, zone)`, { back, zone: place })).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe('names and addresses', () => {
  it.each([
    ['Kerkstraat 12', { street: 'Kerkstraat', number: '12' }],
    ['Kerkstraat 12a', { street: 'Kerkstraat', number: '12', suffix: 'a' }],
    ['Kerkstraat 12 bis', { street: 'Kerkstraat', number: '12', suffix: 'bis' }],
    ['Keizersgracht 12-3', { street: 'Keizersgracht', number: '12', suffix: '3' }],
    ['Plein 1944 12', { street: 'Plein 1944', number: '12' }],
    ['Grotestraat 12 bus 3', { street: 'Grotestraat', number: '12', suffix: 'bus 3' }],
    ['Rue Haute 12 bte 3', { street: 'Rue Haute', number: '12', suffix: 'bte 3' }],
    ['Hauptstr. 5a', { street: 'Hauptstr.', number: '5', suffix: 'a' }],
    ['Straße des 17. Juni 135', { street: 'Straße des 17. Juni', number: '135' }],
    ['Straße des 17. Juni', { street: 'Straße des 17. Juni' }],
    ['1e Helmersstraat', { street: '1e Helmersstraat' }],
    ['10 Downing Street', { street: 'Downing Street', number: '10' }],
    ['Postbus', { street: 'Postbus' }],
  ])('the street of %s', async (line, expected) => {
    expect(await value('$splitStreet(line)', { line })).toEqual(expected);
  });

  it('a number stands first where the country has it so', async () => {
    const expected = { street: 'rue de la Paix', number: '12', suffix: 'bis' };
    expect(await value('$splitStreet("12 bis, rue de la Paix", "FR")')).toEqual(expected);
  });

  it('a street that was joined is split the same again', async () => {
    const street = fc.constantFrom('Kerkstraat', 'Lange Voorhout', '2e Dwarsstraat', 'Am Markt');
    const suffix = fc.constantFrom('', 'a', 'B', 'III', 'bis', 'hs');
    await fc.assert(
      fc.asyncProperty(street, fc.integer({ min: 1, max: 9999 }), suffix, async (name, number, more) => {
        const joined = await value('$joinStreet(s, n, m)', { s: name, n: number, m: more });
        const split = { street: name, number: String(number), ...(more && { suffix: more }) };
        expect(await value('$splitStreet(line)', { line: joined })).toEqual(split);
      }),
      { numRuns: 100 },
    );
  });

  it('a line of any kind ends soon, and loses no letter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', '1', ' ', '-', ',', '/', 'b'), maxLength: 400 }),
        async (line) => {
          const parts = (await value('$splitStreet(line)', { line })) as Record<string, string>;
          const letters = (text: string) =>
            text
              .replace(/[^a-z0-9]/g, '')
              .split('')
              .sort()
              .join('');
          expect(letters(Object.values(parts).join(''))).toBe(letters(line));
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['Anna Smit', { first: 'Anna', last: 'Smit' }],
    ['Smit', { last: 'Smit' }],
    ['van der Berg', { prefix: 'van der', last: 'Berg' }],
    ["Jan in 't Veld", { first: 'Jan', prefix: "in 't", last: 'Veld' }],
    ['Berg, Anna van der', { first: 'Anna', prefix: 'van der', last: 'Berg' }],
    ['Ludwig van Beethoven', { first: 'Ludwig', prefix: 'van', last: 'Beethoven' }],
  ])('the parts of the name %s', async (name, expected) => {
    expect(await value('$splitName(name)', { name })).toEqual(expected);
  });
});

describe('countries and codes', () => {
  it.each([
    ['$countryCode("nederland")', 'NL'],
    ['$countryCode("Pays Bas")', 'NL'],
    ['$countryCode("DEU")', 'DE'],
    ['$countryCode("Österreich")', 'AT'],
    ['$countryCode("UK")', 'GB'],
    ['$countryCode3("Grèce")', 'GRC'],
    ['$isEu("Ierland")', true],
    ['$isVatNumber("DE123456789")', true],
    ['$isVatNumber("123456789", "DE")', true],
    ['$isVatNumber("DE12345678")', false],
    ['$isVatNumber("FR12345678901", "NL")', false],
    ['$isVatNumber("GR123456789", "GR")', true],
    ['$formatVatNumber("nl 123456789 b01")', 'NL123456789B01'],
    ['$isGtin("4006381333932")', false],
    ['$isGtin(96385074)', true],
    ['$isGtin("12")', false],
    ['$trackingLink("DHL Parcel", "A 1", "1234ab")', 'https://my.dhlecommerce.nl/home/tracktrace/A1/1234AB'],
    ['$trackingLink("ups", 12)', 'https://www.ups.com/track?tracknum=12'],
  ])('%s', async (source, expected) => {
    expect(await value(source)).toEqual(expected);
  });

  it.each([
    ['$countryCode("Atlantis")', 'Atlantis', 'countryCode'],
    ['$countryName("NL", "es")', 'es', 'countryName'],
    ['$formatVatNumber("12")', '12', 'formatVatNumber'],
    ['$completeGtin("12")', '12', 'completeGtin'],
    ['$trackingLink("pigeon", "1")', 'pigeon', 'trackingLink'],
    ['$roundMoney(1, -1)', '-1', 'roundMoney'],
    ['$splitVat(1, -5)', '-5', 'splitVat'],
    ['$truncate("a", 0)', '0', 'truncate'],
  ])('%s is refused at its place', async (source, wrong, name) => {
    const problem = { code: 'mapping.bad-value', params: { value: wrong, function: name } };
    expect(await fault(source)).toEqual({ ...problem, position: name.length + 2 });
  });

  it('a completed bar code is right, and one with another digit is not', async () => {
    const digits = fc
      .constantFrom(7, 11, 12, 13)
      .chain((length) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)));
    await fc.assert(
      fc.asyncProperty(digits, fc.nat(12), fc.integer({ min: 1, max: 9 }), async (text, at, by) => {
        const code = String(await value('$completeGtin(text)', { text }));
        expect(await value('$isGtin(code)', { code })).toBe(true);
        const place = at % code.length;
        const other = code.slice(0, place) + ((Number(code[place]) + by) % 10) + code.slice(place + 1);
        expect(await value('$isGtin(code)', { code: other })).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe('text', () => {
  it.each([
    ['$stripHtml("a<br>b<br/>c")', 'a\nb\nc'],
    ['$stripHtml("<script>alert(1)</script>x<style>p{}</style>y")', 'xy'],
    ['$stripHtml("1 < 2 &euro;5 &#x41; &bogus;")', '1 < 2 €5 A &bogus;'],
    ['$stripHtml("<ul><li>a</li><li>b</li></ul>")', 'a\nb'],
    ['$truncate("🛒🛒🛒", 2)', '🛒…'],
    ['$slug("--Ünïcode   Øl--")', 'unicode-ol'],
  ])('%s', async (source, expected) => {
    expect(await value(source)).toEqual(expected);
  });

  it('of any length is stripped soon', async () => {
    for (const piece of ['<', '<script>', '&#', '<br', '</p']) {
      const text = piece.repeat(20_000);
      const before = performance.now();
      await libraryFormula('$stripHtml(text)', engine).evaluate({ text }, {}, world());
      expect(performance.now() - before, piece).toBeLessThan(2000);
    }
  });

  it('is never longer than asked for, and a slug holds nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), async (text, length) => {
        expect([...String(await value('$truncate(t, n)', { t: text, n: length }))].length).toBeLessThanOrEqual(length);
        expect(await value('$slug(t)', { t: text })).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/);
      }),
      { numRuns: 100 },
    );
  });
});
