import { posix } from 'node:path';
import { PermanentError } from '#server/errors.ts';

/** A name in a folder. A name that a server or a record gives must not lead out of it. */
export function joined(folder: string, name: string): string {
  const parts = name.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (name === '' || parts.some((part) => part === '..' || part === '.') || /[\u0000-\u001f\\]/.test(name))
    throw new PermanentError({ problem: { code: 'file.name', params: { name: name.slice(0, 100) } } });
  return posix.join(folder === '' ? '/' : folder, name);
}

/** The folder that a person wrote, without detours. */
export const folderOf = (folder: string): string => posix.normalize(folder.trim() || '/');
