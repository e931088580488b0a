import { execFile } from 'node:child_process';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Cursor, Page } from '../connector.ts';
import { fits } from './glob.ts';
import { folderShape, readingShape } from './options.ts';
import { isName, joined } from './paths.ts';
import type { FileEntry, Place } from './place.ts';
import { readPage } from './reading.ts';

const Options = z.object({ ...folderShape, ...readingShape });
type Options = z.infer<typeof Options>;

/** A folder that is held here, and what was done to it. */
class Folder {
  readonly files = new Map<string, { text: string; changedAt: Date }>();
  readonly done: string[] = [];
  opened = 0;

  put(name: string, text: string, changedAt: string) {
    this.files.set(`/in/${name}`, { text, changedAt: new Date(changedAt) });
  }

  #away(path: string, what: string) {
    this.done.push(what);
    this.files.delete(path);
  }

  readonly place: Place<Record<string, unknown>, Options> = {
    single: false,
    url: () => null,
    open: async () => ({
      list: async () =>
        [...this.files].map(([path, { text, changedAt }]): FileEntry => {
          const bytes = Buffer.byteLength(text);
          return { path, name: path.slice(4), bytes, stamp: `${bytes}-${changedAt.getTime()}`, changedAt };
        }),
      open: async ({ path }, from) => {
        this.opened += 1;
        return Readable.from([Buffer.from(this.files.get(path)?.text ?? '').subarray(from)]);
      },
      move: async (path, to) => this.#away(path, `${path} -> ${to}`),
      remove: async (path) => this.#away(path, path),
      close: () => undefined,
    }),
  };
}

const unused = () => Promise.reject(new Error('not asked for'));
let now = new Date('2026-11-22T12:00:00Z');
const context: ConnectorContext = {
  ...{ settings: {}, http: { send: unused }, lines: { reach: unused, connect: unused, ask: unused, download: unused } },
  ...{ now: () => now, openFile: unused, token: unused, arrived: unused, dropToken: unused },
};

async function readAll(folder: Folder, asked: Partial<Options>, from: Cursor | null) {
  const pages: Page[] = [];
  let cursor = from;
  do {
    // A cursor is stored between pages, so it comes back as what JSON keeps of it.
    const page: Page = await readPage(folder.place, context, Options.parse(asked), JSON.parse(JSON.stringify(cursor)));
    pages.push(page);
    cursor = page.next;
  } while (cursor !== null);
  return {
    keys: pages.flatMap(({ records }) => records.map(({ key }) => key)),
    pages,
    resume: pages.at(-1)?.resume ?? null,
  };
}

const rows = (from: number, count: number) =>
  ['nr;x', ...Array.from({ length: count }, (_, at) => `${from + at};x`), ''].join('\n');
const longAgo = '2026-11-20T00:00:00Z';

test('Files that fit are read once, the oldest first; one that has changed is read again', async () => {
  const folder = new Folder();
  folder.put('b.csv', rows(1, 2), '2026-11-20T01:00:00Z');
  folder.put('a.csv', rows(5, 1), '2026-11-20T02:00:00Z');
  folder.put('c.txt', rows(7, 1), longAgo);
  folder.put('.d.csv', rows(8, 1), longAgo);
  folder.put('e.csv.part', rows(9, 1), longAgo);
  const first = await readAll(folder, { pattern: '*.csv' }, null);
  expect(first.keys).toEqual(['1', '2', '5']);
  expect((await readAll(folder, { pattern: '*.csv' }, first.resume)).keys).toEqual([]);
  folder.put('b.csv', rows(1, 3), '2026-11-21T01:00:00Z');
  expect((await readAll(folder, { pattern: '*.csv' }, first.resume)).keys).toEqual(['1', '2', '3']);
});

test('A long file is opened once; a reading that was broken off goes on at its row, in another process too', async () => {
  const folder = new Folder();
  folder.put('a.csv', rows(1, 350), longAgo);
  const whole = await readAll(folder, {}, null);
  expect(folder.opened).toBe(1);
  expect(whole.keys).toHaveLength(350);
  const [, second] = whole.pages;
  // What was kept open for this place was used up above, as it is gone with a process that died.
  const rest = await readAll(folder, {}, second?.next ?? null);
  expect(rest.keys).toEqual(whole.keys.slice(200));
});

test('A file that changes in the middle of its reading is read from its beginning', async () => {
  const folder = new Folder();
  folder.put('a.csv', rows(1, 150), longAgo);
  const first = await readPage(folder.place, context, Options.parse({ header: true }), null);
  folder.put('a.csv', rows(1, 120), '2026-11-21T00:00:00Z');
  const again = await readAll(folder, { header: true }, first.resume);
  expect(again.keys).toHaveLength(120);
});

test('A file that may still be written to waits, also where the clock of its server is ahead', async () => {
  const folder = new Folder();
  folder.put('a.csv', rows(1, 1), '2026-11-22T11:59:50Z');
  folder.put('b.csv', rows(2, 1), '2026-11-22T18:00:00Z');
  const early = await readAll(folder, { settleSeconds: 30 }, null);
  expect(early.keys).toEqual([]);
  now = new Date('2026-11-22T12:00:40Z');
  expect((await readAll(folder, { settleSeconds: 30 }, early.resume)).keys).toEqual(['1', '2']);
  folder.put('b.csv', rows(2, 2), '2026-11-22T18:00:30Z');
  expect((await readAll(folder, { settleSeconds: 30 }, early.resume)).keys).toEqual(['1']);
});

test('Files that were read are moved or deleted when the next reading begins, and not before', async () => {
  for (const [afterwards, expected] of [
    ['move', ['/in/a.csv -> /in/done/2026-11-22T120040-a.csv']],
    ['delete', ['/in/a.csv']],
  ] as const) {
    const folder = new Folder();
    folder.put('a.csv', rows(1, 1), longAgo);
    const asked = { folder: '/in', afterwards };
    const first = await readAll(folder, asked, null);
    expect(folder.done).toEqual([]);
    folder.put('b.csv', rows(2, 1), longAgo);
    expect((await readAll(folder, asked, first.resume)).keys).toEqual(['2']);
    expect(folder.done).toEqual(expected);
  }
});

test('A file that cannot be read as a whole needs attention once, and the other files go on', async () => {
  const folder = new Folder();
  folder.put('a.csv', 'x;x\n1;2\n', longAgo);
  folder.put('b.csv', rows(1, 1), longAgo);
  const { pages, resume } = await readAll(folder, {}, null);
  expect(pages.flatMap(({ records }) => records)).toMatchObject([
    { key: 'a.csv', problem: { code: 'csv.header-twice' } },
    { key: '1', version: new Date(longAgo).getTime() },
  ]);
  expect((await readAll(folder, {}, resume)).keys).toEqual([]);
});

test('Records without a number are known by their content', async () => {
  const folder = new Folder();
  folder.put('a.csv', 'x;y\n1;2\n1;3\n', longAgo);
  const { keys } = await readAll(folder, { keyBy: 'content' }, null);
  expect(new Set(keys).size).toBe(2);
  expect((await readAll(folder, { keyBy: 'content' }, null)).keys).toEqual(keys);
});

test.each(['..', 'a/b', 'a\\b', 'a\r\nDELE b', ''])('a server that lists %j lists no file', (name) => {
  expect(isName(name)).toBe(false);
});

test.each(['../x', '/etc/../x', 'a/../../x', 'a\\b', 'a\0b', 'a\nb', '.', ''])(
  '%j is no name of a file in a folder',
  (name) => {
    expect(() => joined('/in', name)).toThrow(PermanentError);
  },
);

test.each([
  ['Stock-1.CSV', 'stock-*.csv', true],
  ['stock-1.csv.bak', 'stock-*.csv', false],
  ['a.csv', '?.csv', true],
  ['ab.csv', '?.csv', false],
  ['a'.repeat(200), `${'*a'.repeat(40)}b`, false],
])('%j fits %j: %s', (name, pattern, expected) => {
  expect(fits(name, pattern)).toBe(expected);
});

test('A file that is larger than the memory it is given is read through, from its first row to its last', async () => {
  const script = path.join(import.meta.dirname, '../../bench/file.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=48', script, '120']);
  expect(JSON.parse(stdout)).toMatchObject({ megabytes: 120, records: expect.any(Number) });
  expect(JSON.parse(stdout).records).toBeGreaterThan(100_000);
}, 120_000);
