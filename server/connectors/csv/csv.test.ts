import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platformProblems } from '#flows/problems/index.ts';
import { PermanentError } from '#server/errors.ts';
import { startTrial } from '#server/sandboxes/trial.ts';
import type { Cursor, Page, SourceRecord } from '../connector.ts';
import csv from './index.ts';

type Options = Record<string, unknown>;
const source = rowsOf(csv.sources);

function rowsOf({ rows }: typeof csv.sources) {
  if (!rows) throw new Error('the connector has no rows');
  return rows;
}

async function contextWith(text: string | Buffer) {
  const trial = await startTrial('csv', { files: { 'orders.csv': text } });
  await trial.close();
  return trial.context;
}

async function readAll(text: string | Buffer, options: Options = {}) {
  const context = await contextWith(text);
  const pages: Page[] = [];
  let cursor: Cursor | null = null;
  do {
    const page: Page = await source.read(context, { file: 'orders.csv', ...options }, cursor);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== null);
  return pages;
}

const bodiesOf = async (text: string | Buffer, options?: Options) =>
  (await readAll(text, options)).flatMap(({ records }) => records.map(({ body }) => body));

const problemOf = (text: string | Buffer, options?: Options) =>
  readAll(text, options).then(
    () => 'read without a problem',
    (error: unknown) => (error instanceof PermanentError ? error.problem : error),
  );

describe('A CSV file', () => {
  test('gives one record per row, its values as the text they are', async () => {
    const [page] = await readAll(
      '\uFEFFnumber;price;note\r\n0012;"1.200,50";"a ""b""; c\r\nd"\r\n\r\n0013;7;\r\n;;\r\n',
    );
    expect(page?.records).toEqual([
      { key: '0012', title: 'number 0012', body: { number: '0012', price: '1.200,50', note: 'a "b"; c\r\nd' } },
      { key: '0013', title: 'number 0013', body: { number: '0013', price: '7', note: '' } },
    ]);
  });

  test.each([
    { by: 'commas', text: 'a,b\n1,2\n' },
    { by: 'semicolons', text: 'a;b\n1;2\n' },
    { by: 'tabs', text: 'a\tb\n1\t2\n' },
  ])('finds out by itself that columns are separated by $by', async ({ text }) => {
    expect(await bodiesOf(text)).toEqual([{ a: '1', b: '2' }]);
  });

  test('is not misled by commas in a quoted name, nor by a number that is spelled like its column', async () => {
    expect(await bodiesOf('"a, b, c";d\nx;1')).toEqual([{ 'a, b, c': 'x', d: '1' }]);
    expect(await bodiesOf('a;b\na;1')).toEqual([{ a: 'a', b: '1' }]);
  });

  test('is read the way a person says, where finding out goes wrong', async () => {
    expect(await bodiesOf('a,x;b\n1;2', { delimiter: 'semicolon' })).toEqual([{ 'a,x': '1', b: '2' }]);
    expect(await bodiesOf('7,8\n9,10', { header: false })).toEqual([
      { column1: '7', column2: '8' },
      { column1: '9', column2: '10' },
    ]);
    const [page] = await readAll('a,b\n1,x', { keyColumn: 'b' });
    expect(page?.records[0]).toMatchObject({ key: 'x', title: 'b x' });
  });

  test('comes in pages of at most 100, each row exactly once, whatever is written in it', async () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((it) => !it.includes('\uFFFD'));
    const quoted = (it: string) => `"${it.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 350 }), fc.constantFrom('\n', '\r\n'), async (values, end) => {
        const lines = values.map((it, index) => `${index},${quoted(it)}`);
        const pages = await readAll(['number,text', ...lines].join(end));
        const bodies = pages.flatMap(({ records }) => records.map(({ body }) => body));
        expect(bodies).toEqual(values.map((text, index) => ({ number: String(index), text })));
        expect(pages.every(({ records }) => records.length <= 100)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('that has not changed gives nothing the next time; one that has is read from its beginning', async () => {
    const text = 'a\n1\n2\n';
    const [page] = await readAll(text);
    const options = { file: 'orders.csv' };
    const again = await source.read(await contextWith(text), options, page?.resume ?? null);
    expect(again).toMatchObject({ records: [], next: null });
    const changed = await source.read(await contextWith(`${text}3\n`), options, page?.resume ?? null);
    expect(changed.records.map(({ key }) => key)).toEqual(['1', '2', '3']);
  });

  test('gives one row by its key, and none for a key that is gone', async () => {
    const context = await contextWith('a,b\n1,x\n2,y');
    const one = (key: string): Promise<SourceRecord | null> | undefined =>
      source.readOne?.(context, { file: 'orders.csv' }, key);
    expect(await one('2')).toMatchObject({ key: '2', body: { a: '2', b: 'y' } });
    expect(await one('3')).toBeNull();
  });

  test('with a head and no rows is no problem', async () => {
    expect(await bodiesOf('a,b\n')).toEqual([]);
  });
});

describe('A row that cannot be right needs attention with its line, and the others go on', () => {
  const manyRows = Array.from({ length: 150 }, (_, index) => `${index},x`).join('\n');
  test.each([
    { what: 'a ragged row', text: 'a,b\n1,2\n3\n4,5', code: 'csv.ragged', params: { line: 3, found: 1, expected: 2 } },
    { what: 'a ragged row far down', text: `a,b\n${manyRows}\n1000\n`, code: 'csv.ragged', params: { line: 152 } },
    { what: 'a quote left open', text: 'a,b\n1,"2\n3,4\n', code: 'csv.quotes', params: { line: 2 } },
    { what: 'a quote that closes too early', text: 'a,b\n1,"2"x\n3,4\n', code: 'csv.quotes', params: { line: 2 } },
    { what: 'a number twice', text: 'a\n1\n2\n1\n', code: 'csv.key-twice', params: { line: 4, earlier: 2, key: '1' } },
    { what: 'a row without a number', text: 'a,b\n,2\n3,4', code: 'csv.key-empty', params: { line: 2, column: 'a' } },
    { what: 'a letter that is lost', text: 'a,b\n1,M\uFFFDller\n3,4', code: 'csv.unreadable', params: { line: 2 } },
  ])('$what', async ({ text, code, params }) => {
    const records = (await readAll(text)).flatMap((page) => page.records);
    const broken = records.filter(({ problem }) => problem);
    expect(broken).toMatchObject([{ key: `orders.csv:${params.line}`, problem: { code, params } }]);
    expect(records.length).toBeGreaterThan(1);
    expect(Object.keys(platformProblems)).toContain(code);
  });
});

describe('A CSV file that cannot be right as a whole is refused', () => {
  test.each([
    { what: 'nothing in it', text: ' \n\n', code: 'csv.empty', params: {} },
    { what: 'the same name twice', text: 'a,b,a\n1,2,3', code: 'csv.header-twice', params: { column: 'a' } },
    { what: 'two bytes per letter', text: Buffer.from('\uFEFFa,b\n1,2', 'utf16le'), code: 'csv.two-byte', params: {} },
  ])('$what', async ({ text, code, params }) => {
    expect(await problemOf(text)).toMatchObject({ code, params });
    expect(Object.keys(platformProblems)).toContain(code);
  });

  test('a key column that is not there', async () => {
    const params = { column: 'c', columns: 'a, b' };
    expect(await problemOf('a,b\n1,2', { keyColumn: 'c' })).toEqual({ code: 'csv.no-such-column', params });
  });
});

test('The file that ships with the template reads as the template says', async () => {
  const folder = new URL('../../../flows/templates/csv-to-http/', import.meta.url);
  const text = await readFile(new URL('orders.csv', folder), 'utf8');
  const sample: unknown = JSON.parse(await readFile(new URL('sample.json', folder), 'utf8'));
  expect((await readAll(text)).flatMap(({ records }) => records)).toEqual(sample);
});
