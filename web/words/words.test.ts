import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { languages } from '#flows/words.ts';

type Text = Record<string, string>;

const web = join(import.meta.dirname, '..');
const texts = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json') && !file.startsWith('dist'))
  .map((file) => ({ file, texts: textsIn(JSON.parse(readFileSync(join(web, file), 'utf8')), file) }))
  .filter((each) => each.texts.length > 0);

/** Every {en, nl, de, fr} of a words file with the path to it. */
function textsIn(node: unknown, path: string): [string, Text][] {
  if (typeof node !== 'object' || node === null) return [];
  if (languages.some((language) => language in node)) return [[path, Object.fromEntries(Object.entries(node))]];
  return Object.entries(node).flatMap(([name, child]) => textsIn(child, `${path}.${name}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test('the pages have texts to check', () => {
  expect(texts.map((each) => each.file)).toContain('shell/words.json');
});

test.each(texts)('$file says everything in all four languages, with the same parameters', ({ texts }) => {
  for (const [path, text] of texts) {
    expect(Object.keys(text).sort(), path).toEqual([...languages].sort());
    for (const language of languages) {
      expect(text[language]?.trim(), `${path} ${language}`).toBeTruthy();
      expect(placeholders(text[language] ?? ''), `${path} ${language}`).toEqual(placeholders(text.en ?? ''));
      expect(text[language], `${path} ${language} shouts`).not.toMatch(/!|oops/i);
    }
  }
});
