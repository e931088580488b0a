import list from './countries.json' with { type: 'json' };
import { type HouseFunction, refuse } from './house-function.ts';
import { plainLetters } from './letters.ts';

/** ISO 3166-1 codes and short names (documented), and who is in the European Union in 2026 (documented). */
type Country = { two: string; three: string; names: Record<string, string>; eu: boolean };

const countries: readonly Country[] = list.map(([two, three, en, nl, de, fr, eu]) => ({
  two: String(two),
  three: String(three),
  names: { en: String(en), nl: String(nl), de: String(de), fr: String(fr) },
  eu: eu === 1,
}));

/** What people write as well. */
const otherNames: Record<string, string> = {
  EL: 'GR',
  UK: 'GB',
  'the netherlands': 'NL',
  holland: 'NL',
  'great britain': 'GB',
  england: 'GB',
  'groot brittannie': 'GB',
  'czech republic': 'CZ',
  turkey: 'TR',
  'united states of america': 'US',
  'verenigde staten van amerika': 'US',
  'hong kong': 'HK',
};

const wordsOf = (text: string) =>
  plainLetters(text)
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();

const byText = new Map<string, Country>(
  countries.flatMap((country) =>
    [country.two, country.three, ...Object.values(country.names)].map((text): [string, Country] => [
      wordsOf(text),
      country,
    ]),
  ),
);
for (const [text, two] of Object.entries(otherNames)) {
  const country = byText.get(two.toLowerCase());
  if (country) byText.set(wordsOf(text), country);
}

const find = (text: string): Country => byText.get(wordsOf(text)) ?? refuse(text);

export const countryFunctions: Readonly<Record<string, HouseFunction>> = {
  countryCode: {
    subject: 'countries',
    call: '$countryCode(country)',
    example: { formula: '$countryCode("Duitsland")', result: 'DE' },
    signature: '<s:s>',
    implementation: (country?: string) => (country === undefined ? undefined : find(country).two),
  },
  countryCode3: {
    subject: 'countries',
    call: '$countryCode3(country)',
    example: { formula: '$countryCode3("NL")', result: 'NLD' },
    signature: '<s:s>',
    implementation: (country?: string) => (country === undefined ? undefined : find(country).three),
  },
  countryName: {
    subject: 'countries',
    call: '$countryName(country, language)',
    example: { formula: '$countryName("BEL", "fr")', result: 'Belgique' },
    signature: '<ss:s>',
    implementation: countryName,
  },
  isEu: {
    subject: 'countries',
    call: '$isEu(country)',
    example: { formula: '$isEu("CH")', result: false },
    signature: '<s:b>',
    implementation: (country?: string) => (country === undefined ? undefined : find(country).eu),
  },
};

function countryName(country?: string, language?: string): string | undefined {
  if (country === undefined || language === undefined) return undefined;
  const { names } = find(country);
  return Object.hasOwn(names, language) ? names[language] : refuse(language);
}
