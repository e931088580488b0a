import { posix } from 'node:path';
import { PermanentError } from '#server/errors.ts';

/** Nothing that ends a command or a line of a protocol. */
const isPrintable = (text: string) => !/\p{Cc}/u.test(text);

/** Whether a file's name is a name and leads nowhere; a server may list anything. */
export const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name) && isPrintable(name);

const wrongName = (name: string) =>
  new PermanentError({ problem: { code: 'file.name', params: { name: name.slice(0, 100) } } });

/** A name in a folder, or a folder below it. A name that a record gives must not lead out of it. */
export function joined(folder: string, name: string): string {
  if (!name.split('/').every(isName) || !isPrintable(folder)) throw wrongName(name);
  return posix.join(folder === '' ? '/' : folder, name);
}

/** The folder that a person wrote, without detours. */
export function folderOf(folder: string): string {
  if (!isPrintable(folder)) throw wrongName(folder);
  return posix.normalize(folder.trim() || '/');
}
