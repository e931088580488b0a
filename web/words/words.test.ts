import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { languages } from '#flows/words.ts';

const web = join(import.meta.dirname, '..');
const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.json') && !/dist|tsconfig/.test(file),
);

type Text = Record<string, string>;

/** Every {en, nl, de, fr} of a words file with the path to it. */
function textsIn(node: unknown, path: string): [string, Text][] {
  if (typeof node !== 'object' || node === null) return [];
  if ('en' in node) return [[path, Object.fromEntries(Object.entries(node))]];
  return Object.entries(node).flatMap(([name, child]) => textsIn(child, `${path}.${name}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test.each(files)('%s says everything in all four languages, with the same parameters', (file) => {
  const texts = textsIn(JSON.parse(readFileSync(join(web, file), 'utf8')), file);
  expect(texts.length).toBeGreaterThan(0);
  for (const [path, text] of texts) {
    expect(Object.keys(text).sort(), path).toEqual([...languages].sort());
    const { en = '' } = text;
    for (const language of languages) {
      expect(text[language]?.trim(), `${path} ${language}`).toBeTruthy();
      expect(placeholders(text[language] ?? ''), `${path} ${language}`).toEqual(placeholders(en));
      expect(text[language], `${path} ${language} shouts`).not.toMatch(/!|oops/i);
    }
  }
});
