import type { HouseFunction } from './house-function.ts';

export const addressFunctions: Readonly<Record<string, HouseFunction>> = {
  splitStreet: {
    subject: 'addresses',
    call: '$splitStreet(line [, country])',
    example: {
      formula: '$splitStreet("1e Helmersstraat 10-III")',
      result: { street: '1e Helmersstraat', number: '10', suffix: 'III' },
    },
    signature: '<ss?:o>',
    implementation: splitStreet,
  },
  joinStreet: {
    subject: 'addresses',
    call: '$joinStreet(street, number [, suffix])',
    example: { formula: '$joinStreet("Kerkstraat", "12", "bus 3")', result: 'Kerkstraat 12 bus 3' },
    signature: '<s(sn)(sn)?:s>',
    implementation: joinStreet,
  },
  splitName: {
    subject: 'addresses',
    call: '$splitName(name)',
    example: {
      formula: '$splitName("Anna Maria van der Berg")',
      result: { first: 'Anna Maria', prefix: 'van der', last: 'Berg' },
    },
    signature: '<s:o>',
    implementation: splitName,
  },
};

/** Longer than any street; patterns go through a line more than once. */
const longest = 200;

/** Where the number stands before the street. */
const numberFirst: ReadonlySet<string> = new Set(['FR', 'LU', 'GB', 'IE', 'US', 'CA', 'AU']);

/** "12 bus 3", as in Belgium: what follows the word is no number of a house. */
const withBox = /^(.+?)[\s,]+(\d{1,6})\s?([a-z]?[\s,]*(?:bus|bte|boîte|boite|box|app\.?|apt\.?)\s*\S+)$/i;
/** "12", "12a", "12-3", "12 bis", "10-III" behind the street; of several numbers the last begins the house's. */
const behind = /^(.+)[\s,]+(\d{1,6})(?:\s*[-/]\s*|\s*)([a-z0-9]{1,4}(?:[\s/-]+[a-z0-9]{1,4})?)?$/i;
const before = /^(\d{1,6})\s?(bis|ter|quater|[a-z])?[\s,]+(\S.*)$/i;
const plainlyBefore = /^(\d{1,6})()[\s,]+(\S.*)$/;

type Street = { street: string; number?: string; suffix?: string };

function splitStreet(line?: string, country = ''): Street | undefined {
  if (line === undefined) return undefined;
  const text = line.trim().replace(/\s+/g, ' ');
  const whole = { street: text };
  if (text.length > longest) return whole;
  const isFirst = numberFirst.has(country.trim().toUpperCase());
  const first = (pattern: RegExp) => {
    const [, number = '', suffix = '', street = ''] = pattern.exec(text) ?? [];
    return street === '' ? null : streetOf(street, number, suffix);
  };
  const last = (pattern: RegExp) => {
    const [, street = '', number = '', suffix = ''] = pattern.exec(text) ?? [];
    return street === '' ? null : streetOf(street, number, suffix);
  };
  return (isFirst ? first(before) : null) ?? last(withBox) ?? last(behind) ?? first(plainlyBefore) ?? whole;
}

function streetOf(street: string, number: string, suffix: string): Street {
  const rest = suffix.trim();
  return { street: street.replace(/[\s,]+$/, ''), number, ...(rest !== '' && { suffix: rest }) };
}

function joinStreet(street?: string, number?: string | number, suffix?: string | number): string | undefined {
  if (street === undefined) return undefined;
  const given = [street, number, suffix].map((part) => String(part ?? '').trim()).filter((part) => part !== '');
  return given.join(' ');
}

/** Small words before a last name, in the languages around. */
const small: ReadonlySet<string> = new Set(
  "van de der den het 't ten ter te in op aan bij onder over von vom zu zum zur du des la le les da di del della dos d'".split(
    ' ',
  ),
);

type Name = { first?: string; prefix?: string; last: string };

/** "Anna van der Berg", and "Berg, Anna van der". One word alone is a last name. */
function splitName(name?: string): Name | undefined {
  if (name === undefined) return undefined;
  const text = name.trim().replace(/\s+/g, ' ');
  const comma = text.indexOf(',');
  const words = (comma < 0 ? text : text.slice(comma + 1)).split(' ').filter((word) => word !== '');
  const isSmall = (word: string) => small.has(word.toLowerCase());
  if (comma >= 0) {
    const from = words.findIndex((word, at) => at > 0 && words.slice(at).every(isSmall) && isSmall(word));
    const end = from < 0 ? words.length : from;
    return nameOf(words.slice(0, end), words.slice(end), text.slice(0, comma).trim());
  }
  const lead = words.findIndex((word, at) => at < words.length - 1 && isSmall(word));
  const start = lead < 0 ? words.length - 1 : lead;
  let end = start;
  while (end < words.length - 1 && isSmall(words[end] ?? '')) end += 1;
  return nameOf(words.slice(0, start), words.slice(start, end), words.slice(end).join(' '));
}

const nameOf = (first: string[], prefix: string[], last: string): Name => ({
  ...(first.length > 0 && { first: first.join(' ') }),
  ...(prefix.length > 0 && { prefix: prefix.join(' ') }),
  last,
});
