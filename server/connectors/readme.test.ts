import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readme, withTable } from './readme-table.ts';
import { loadConnectors } from './registry.ts';

const example = path.join(import.meta.dirname, 'kit/example');

/** Code as it stands, whatever its indentation and line breaks. */
const squeezed = (text: string) => text.replace(/\s+/g, '');

test('the table of connectors in the README tells what the connectors tell', async () => {
  const text = await readFile(readme, 'utf8');
  expect(text).toBe(withTable(text, await loadConnectors()));
});

test('every line of code in "Add a connector" stands in the example that is tried', async () => {
  const text = await readFile(readme, 'utf8');
  const chapter = /## Add a connector\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
  const blocks = [...chapter.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const files = ['index.ts', 'sandbox.ts'].map((file) => readFile(path.join(example, file), 'utf8'));
  const whole = squeezed((await Promise.all(files)).join('\n'));
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  for (const block of blocks) expect(whole).toContain(squeezed(block));
});

test('a connector with a source, a target and a stand-in takes less than 200 lines', async () => {
  const files = ['index.ts', 'sandbox.ts'].map((file) => readFile(path.join(example, file), 'utf8'));
  const lines = (await Promise.all(files)).join('\n').split('\n').length;
  expect(lines).toBeLessThan(200);
});
