import { createHash } from 'node:crypto';
import type { Problem } from '#flows/problem.ts';
import { PermanentError } from '#server/errors.ts';
import type { Json, SourceRecord } from '../connector.ts';
import { textAt } from '../value-at.ts';
import type { Body, Item } from './formats/format.ts';
import type { ReadingOptions } from './options.ts';

/** So many keys of a file are remembered for telling that one comes twice; a file of any length must not fill the memory. */
const mostKeys = 100_000;

/** The lines on which the keys of one file stood. */
export type KnownKeys = Map<string, number>;

/** What a record is told of its file. `version`: an older list never goes over a newer one. */
export type OfFile = { name: string; isTable: boolean; version: { version?: number } };

/** An item of a file as a record; what cannot be read is a record that needs a person. */
export function recordOf(
  { body, line, problem }: Item,
  { keyBy, keyColumn }: ReadingOptions,
  { name: file, isTable, version }: OfFile,
  known: KnownKeys,
): SourceRecord {
  const place = `${file}:${line}`;
  const broken = (why: Problem): SourceRecord => ({ key: place, title: place, body, problem: why });
  if (problem) return broken(problem);
  if (keyBy === 'content') {
    const key = hashOf(body);
    return { key, title: titleOf(body) || key, body, ...version };
  }
  const column = keyColumn.trim() || firstField(body);
  const key = keyAt(body, column);
  if (!Object.hasOwn(body, column) && known.size === 0 && isTable) throw noSuchColumn(column, body);
  if (key === '') return broken({ code: 'csv.key-empty', params: { line, column } });
  const earlier = known.get(key);
  if (earlier !== undefined) return broken({ code: 'csv.key-twice', params: { line, earlier, column, key } });
  if (known.size < mostKeys) known.set(key, line);
  return { key, title: `${column} ${key}`, body, ...version };
}

const noSuchColumn = (column: string, body: Body) =>
  new PermanentError({
    problem: { code: 'csv.no-such-column', params: { column, columns: Object.keys(body).join(', ').slice(0, 300) } },
  });

/** A column may have dots in its name; else it is a path. */
function keyAt(body: Body, column: string): string {
  const whole = Object.hasOwn(body, column) ? body[column] : undefined;
  return (typeof whole === 'string' || typeof whole === 'number' ? String(whole) : (textAt(body, column) ?? '')).trim();
}

const isPlain = (value: Json) => typeof value === 'string' || typeof value === 'number';

const firstField = (body: Body) => Object.entries(body).find(([, value]) => isPlain(value))?.[0] ?? '';

const hashOf = (body: Body) => createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 20);

const titleOf = (body: Body) =>
  Object.values(body)
    .filter((value) => isPlain(value) && value !== '')
    .slice(0, 2)
    .join(' · ')
    .slice(0, 100);
