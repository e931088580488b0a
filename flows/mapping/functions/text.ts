import { type HouseFunction, refuse } from './house-function.ts';
import { plainLetters } from './letters.ts';

export const textFunctions: Readonly<Record<string, HouseFunction>> = {
  slug: {
    subject: 'text',
    call: '$slug(text)',
    example: { formula: '$slug("Crème brûlée & Straße")', result: 'creme-brulee-strasse' },
    signature: '<s:s>',
    implementation: slug,
  },
  stripHtml: {
    subject: 'text',
    call: '$stripHtml(text)',
    example: { formula: '$stripHtml("<p>Blue &amp; <b>warm</b></p>")', result: 'Blue & warm' },
    signature: '<s:s>',
    implementation: stripHtml,
  },
  truncate: {
    subject: 'text',
    call: '$truncate(text, length)',
    example: { formula: '$truncate("A long description", 7)', result: 'A long…' },
    signature: '<sn:s>',
    implementation: truncate,
  },
};

function slug(text?: string): string | undefined {
  return text === undefined
    ? undefined
    : plainLetters(text)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '');
}

/** At most so many characters, with a sign where something is missing. */
function truncate(text?: string, length?: number): string | undefined {
  if (text === undefined || length === undefined) return undefined;
  if (!Number.isInteger(length) || length < 1) return refuse(length);
  const characters = [...text];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, length - 1)
    .join('')
    .trimEnd()}…`;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', euro: '€' };

/** The text between the tags, in lines as the tags make them. Every pattern goes through the text once. */
function stripHtml(text?: string): string | undefined {
  if (text === undefined) return undefined;
  return withoutScripts(text)
    .replace(/<(?:br|\/p|\/div|\/li|\/h[1-6]|\/tr)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,6});/gi, (whole, name: string) => characterOf(name.toLowerCase()) ?? whole)
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(entities, name) ? entities[name] : undefined;
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** What stands in these two is no text for people. */
function withoutScripts(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { index, 1: name = '' } of text.matchAll(/<(script|style)\b/gi)) {
    if (index < from) continue;
    pieces.push(text.slice(from, index));
    const end = text.toLowerCase().indexOf(`</${name.toLowerCase()}`, index);
    from = end < 0 ? text.length : end;
    if (end < 0) break;
  }
  return pieces.join('') + text.slice(from);
}
