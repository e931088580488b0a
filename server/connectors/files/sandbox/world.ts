import { posix } from 'node:path';
import type { Json } from '../../connector.ts';
import { isFinished } from '../glob.ts';
import { priceList } from './price-list.ts';

/** A file as it is kept: its content, or how many rows of the price list it has; those are made when they are asked for. */
export type KeptFile = { at: string; base64: string } | { at: string; rows: number };

export type FileWorld = {
  files: Record<string, KeptFile>;
  delivered: number;
  received: { at: string; what: string; id: string; body: Json }[];
};

const folders = ['/', '/export', '/export/done', '/orders'];

export const seed = (size = 12): FileWorld => ({
  files: { '/export/stock.csv': { at: '2026-11-01T05:00:00.000Z', rows: size } },
  delivered: 0,
  received: [],
});

export const contentOf = (file: KeptFile): Buffer =>
  'base64' in file ? Buffer.from(file.base64, 'base64') : Buffer.from(priceList(file.rows));

const hasFolder = (path: string) => folders.includes(path);

/** What lies in a folder; null where there is no such folder. */
export function listOf({ files }: FileWorld, folder: string) {
  if (!hasFolder(folder)) return null;
  const inside = (path: string) => posix.dirname(path) === folder && path !== folder;
  return [
    ...folders.filter(inside).map((path) => ({ name: posix.basename(path), folder: true, bytes: 0, at: seededAt })),
    ...Object.entries(files)
      .filter(([path]) => inside(path))
      .map(([path, file]) => ({
        ...{ name: posix.basename(path), folder: false, bytes: contentOf(file).length, at: file.at },
      })),
  ];
}

const seededAt = '2026-11-01T05:00:00.000Z';

/** Writes a file, or a file under its last name. What was written before it was whole has not arrived yet. */
export function put(world: FileWorld, path: string, content: Buffer, now: Date) {
  world.files[path] = { at: now.toISOString(), base64: content.toString('base64') };
  if (isFinished(posix.basename(path))) arrived(world, path, now);
}

export function rename(world: FileWorld, from: string, to: string, now: Date): boolean {
  const file = world.files[from];
  if (!file || !hasFolder(posix.dirname(to))) return false;
  world.files[to] = file;
  delete world.files[from];
  if (!isFinished(posix.basename(from))) arrived(world, to, now);
  return true;
}

function arrived(world: FileWorld, path: string, now: Date) {
  const file = world.files[path];
  const text = file ? contentOf(file).toString('utf8') : '';
  world.received.push({ at: now.toISOString(), what: 'file', id: path, body: { text: text.slice(0, 20_000) } });
}
