import type { Reading } from './cursor.ts';
import type { FolderOptions } from './options.ts';
import { joined } from './paths.ts';
import type { FileEntry, Session } from './place.ts';

const folderBelow = (folder: string, to: string) => (to.startsWith('/') ? to : joined(folder, to));

/**
 * Moves or deletes the files that an earlier reading has done, and gives the others. Not while it reads them: only when the
 * next one begins is it certain that every record of them has been stored.
 */
export async function tidyUp(
  session: Session,
  files: FileEntry[],
  { afterwards = 'leave', folder = '/', moveTo = 'done' }: Partial<FolderOptions>,
  { done }: Reading,
  now: Date,
): Promise<FileEntry[]> {
  if (afterwards === 'leave') return files;
  const target = afterwards === 'move' ? folderBelow(folder, moveTo.trim().replace(/\/+$/, '')) : folder;
  const time = now.toISOString().slice(0, 19).replaceAll(':', '');
  const isDone = ({ path, stamp }: FileEntry) => done[path] === stamp;
  for (const { path, name } of files.filter(isDone)) {
    if (afterwards === 'delete') await session.remove?.(path);
    else await session.move?.(path, joined(target, `${time}-${name}`));
  }
  return files.filter((file) => !isDone(file));
}
