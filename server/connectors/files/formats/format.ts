import type { Readable } from 'node:stream';
import type { Problem } from '#flows/problem.ts';
import type { Json } from '../../connector.ts';

export type Body = { [name: string]: Json };

/**
 * A place in a file, behind a record: records passed, bytes and lines up to here, and what the format must still know of the
 * beginning (the names of the columns). Small JSON: it is a part of a cursor.
 */
export type Position = { record: number; offset: number; line: number; head?: Json };

export const beginning: Position = { record: 0, offset: 0, line: 0 };

/** One record of a file, or a part of it that cannot be read: then `problem` says why, and `body` is what there is of it. */
export type Item = { body: Body; line: number; after: Position; problem?: Problem };

/** What a person says of a file. Each format looks at its own. */
export type HowToRead = {
  delimiter: 'auto' | 'comma' | 'semicolon' | 'tab';
  encoding: 'auto' | 'utf-8' | 'windows-1252';
  header: boolean;
  /** Columns whose numbers are written the way people write them: `1.200,50`. */
  numberColumns: string;
  /** Where the records are: an element's name, or a path in JSON. Empty: found out. */
  recordsAt: string;
  /** The name of the sheet. Empty: the first one. */
  sheet: string;
};

/** Opens the file's bytes from a place. */
export type OpenBytes = (from: number) => Promise<Readable>;

/** Bytes to records: from a position of this file on, with as little of it in memory as one record needs. */
export type ReadFormat = (open: OpenBytes, how: HowToRead, from: Position) => AsyncGenerator<Item>;

/** What one record may take in a file; what is longer is no record but a mistake, or an attack. */
export const mostPerRecord = 5_000_000;
