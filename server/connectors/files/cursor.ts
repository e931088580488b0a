import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Cursor, Json } from '../connector.ts';
import type { FileEntry } from './place.ts';

const Position = z.object({ record: z.number(), offset: z.number(), line: z.number(), head: z.json().optional() });

/** How far a place has been read: the files that are done, and the file and position in it that come next. */
const Reading = z.object({
  /** How the files are read; read in another way they are new. */
  how: z.string(),
  done: z.record(z.string(), z.string()),
  at: z.object({ path: z.string(), stamp: z.string(), position: Position }).nullable(),
  /** Files that may still be written to, and since when they have looked like this. */
  waiting: z.record(z.string(), z.object({ stamp: z.string(), since: z.number() })),
  /** In the middle of a reading; without it, what is done has been stored. */
  going: z.boolean(),
});
export type Reading = z.infer<typeof Reading>;

export function readingOf(cursor: Cursor | null, options: Json): Reading {
  const how = createHash('sha256').update(JSON.stringify(options)).digest('base64url').slice(0, 16);
  const known = Reading.safeParse(cursor).data;
  return known?.how === how ? known : { how, done: {}, at: null, waiting: {}, going: false };
}

/** Whether nobody has written to the file for as long as was asked; where the place's clock is off, by looking twice. */
export function hasSettled(file: FileEntry, { waiting }: Reading, now: Date, seconds: number): boolean {
  if (seconds === 0) return true;
  if (file.changedAt && now.getTime() - file.changedAt.getTime() >= seconds * 1000) return true;
  const seen = Object.hasOwn(waiting, file.path) ? waiting[file.path] : undefined;
  return seen?.stamp === file.stamp && now.getTime() - seen.since >= seconds * 1000;
}

/** Those that are still waited for, with the moment since when they look like this. */
export const stillWaiting = (files: FileEntry[], { waiting }: Reading, now: Date): Reading['waiting'] =>
  Object.fromEntries(
    files.map(({ path, stamp }) => {
      const seen = Object.hasOwn(waiting, path) ? waiting[path] : undefined;
      return [path, seen?.stamp === stamp ? seen : { stamp, since: now.getTime() }];
    }),
  );
