import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { field, fileNames, formOf, inputSchema, secretNames } from './form.ts';

const words = (text: string) => ({ en: text, nl: `${text} nl`, de: `${text} de`, fr: `${text} fr` });

const Settings = z.object({
  key: field(z.string().min(1), { title: words('Key'), help: words('From the other system'), as: 'secret' }),
  size: field(z.number().int().max(100).default(50), { title: words('Size') }),
  ratio: field(z.number().nullable().default(null), { title: words('Ratio') }),
  test: field(z.boolean().default(false), { title: words('Test') }),
  from: field(z.iso.date().optional(), { title: words('From'), placeholder: '2026-11-21' }),
  side: field(z.enum(['left', 'right']).default('left'), {
    title: words('Side'),
    choices: { left: words('Left'), right: words('Right') },
  }),
  file: field(z.string(), { title: words('File'), as: 'file' }),
  note: field(z.string().default(''), { title: words('Note'), as: 'long-text' }),
  address: field(z.url().default('https://api.shop.example'), { title: words('Address'), as: 'hidden' }),
});

describe('A form drawn from a schema', () => {
  test('shows every field in its order, with its kind, start value and whether it is needed; hidden ones not', () => {
    const short = formOf(Settings).map(({ name, type, required, initial }) => [name, type, required, initial]);
    expect(short).toEqual([
      ['key', 'secret', true, null],
      ['size', 'number', false, 50],
      ['ratio', 'number', false, null],
      ['test', 'boolean', false, false],
      ['from', 'date', false, null],
      ['side', 'choice', false, 'left'],
      ['file', 'file', true, null],
      ['note', 'long-text', false, ''],
    ]);
  });

  test('carries the words, helps, choices and placeholders', () => {
    const fields = Object.fromEntries(formOf(Settings).map((it) => [it.name, it]));
    expect(fields.key).toMatchObject({ title: words('Key'), help: words('From the other system') });
    expect(fields.size?.help).toBeNull();
    expect(fields.from?.placeholder).toBe('2026-11-21');
    expect(fields.side?.choices).toEqual([
      { value: 'left', title: words('Left') },
      { value: 'right', title: words('Right') },
    ]);
  });

  test('knows which fields are secret and which name a file', () => {
    expect(secretNames(Settings)).toEqual(['key']);
    expect(fileNames(Settings)).toEqual(['file']);
  });

  test('becomes a JSON Schema in English with secrets write-only', () => {
    const schema = inputSchema(Settings);
    expect(schema.required).toEqual(['key', 'file']);
    expect(schema.properties?.key).toMatchObject({
      title: 'Key',
      description: 'From the other system',
      writeOnly: true,
    });
  });

  test.each([
    { what: 'a field without words', schema: z.object({ x: z.string() }), says: '"x" has no words' },
    { what: 'a list', schema: z.array(z.string()), says: 'only an object' },
    {
      what: 'a nested object',
      schema: z.object({ x: field(z.object({}), { title: words('X') }) }),
      says: 'cannot draw',
    },
    {
      what: 'a choice without words',
      schema: z.object({ x: field(z.enum(['a']), { title: words('X') }) }),
      says: 'choice "a"',
    },
  ])('refuses $what', ({ schema, says }) => {
    expect(() => formOf(schema)).toThrow(says);
  });

  test('refuses one schema for two fields: the words of the second would be shown at both', () => {
    const text = z.string();
    field(text, { title: words('First') });
    expect(() => field(text, { title: words('Second') })).toThrow('"Second"');
  });
});
