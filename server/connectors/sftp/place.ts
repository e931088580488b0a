import { PassThrough, pipeline, type Readable } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
import { folderOf, isName, joined } from '../files/paths.ts';
import type { FileEntry, Place } from '../files/place.ts';
import type { Outbox } from '../files/sending.ts';
import type { SourceOptions } from '../files/source.ts';
import { done, fileError, openFiles } from './session.ts';
import type { Settings } from './settings.ts';

export const urlOf = ({ host, port }: Settings, path: string) =>
  `sftp://${host.includes(':') ? `[${host}]` : host}${port === 22 ? '' : `:${port}`}${path}`;

/** A folder on an SFTP server. */
export const place: Place<Settings, SourceOptions> = {
  single: false,
  url: (settings, { folder, pattern }) => urlOf(settings, joined(folderOf(folder), pattern)),
  async open(context, options, signal) {
    const { sftp, close } = await openFiles(context, signal);
    const folder = folderOf(options.folder);
    return {
      list: () => listFiles(sftp, folder),
      open: async ({ path }, start) => bodyOf(sftp, path, start),
      move: (path, to) => done(path, (back) => sftp.rename(path, to, (error) => back(error, undefined))),
      remove: (path) => done(path, (back) => sftp.unlink(path, (error) => back(error, undefined))),
      close,
    };
  },
};

/** A file as it comes in. What goes wrong once nobody reads it any more concerns nobody. */
function bodyOf(sftp: SFTPWrapper, path: string, start: number): Readable {
  const body = new PassThrough({ highWaterMark: 262_144 });
  pipeline(sftp.createReadStream(path, { start, highWaterMark: 262_144 }), body, (error) => {
    const known = error && fileError(error, path);
    if (known instanceof Error) body.destroy(known);
  });
  return body.on('error', () => undefined);
}

/** The same server as a place to put files. */
export const outbox: Outbox<Settings> = {
  url: urlOf,
  doneStatus: 0,
  async open(context, folder, signal) {
    const { sftp, close } = await openFiles(context, signal);
    return {
      list: () => listFiles(sftp, folder),
      open: async ({ path }) => bodyOf(sftp, path, 0),
      put: (path, content) => done(path, (back) => sftp.writeFile(path, content, (error) => back(error, undefined))),
      move: (path, to) => done(to, (back) => renameOver(sftp, path, to, (error) => back(error, undefined))),
      close,
    };
  },
};

/** A record that a person sends once more goes over its own file, where the server can do that in one deed. */
function renameOver(sftp: SFTPWrapper, from: string, to: string, back: (error: Error | null | undefined) => void) {
  try {
    sftp.ext_openssh_rename(from, to, back);
  } catch {
    sftp.rename(from, to, back);
  }
}

export async function listFiles(sftp: SFTPWrapper, folder: string): Promise<FileEntry[]> {
  const list = await done<Parameters<Parameters<SFTPWrapper['readdir']>[1]>[1]>(folder, (back) =>
    sftp.readdir(folder, back),
  );
  return list
    .filter(({ filename, attrs }) => attrs.isFile() && isName(filename))
    .map(({ filename, attrs: { size, mtime } }) => ({
      ...{ path: joined(folder, filename), name: filename, bytes: size, stamp: `${size}-${mtime}` },
      changedAt: new Date(mtime * 1000),
    }));
}
