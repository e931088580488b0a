import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Client } from 'basic-ftp';
import { folderOf, isName, joined } from '../files/paths.ts';
import type { FileEntry, Place } from '../files/place.ts';
import type { Outbox } from '../files/sending.ts';
import type { SourceOptions } from '../files/source.ts';
import { done, ftpError, openFtp } from './session.ts';
import type { Settings } from './settings.ts';

export const urlOf = ({ host, port }: Settings, path: string) =>
  `ftp://${host.includes(':') ? `[${host}]` : host}${port === 21 ? '' : `:${port}`}${path}`;

/** A folder on an FTP server. */
export const place: Place<Settings, SourceOptions> = {
  single: false,
  url: (settings, { folder, pattern }) => urlOf(settings, joined(folderOf(folder), pattern)),
  async open(context, options, signal) {
    let client = await openFtp(context, signal);
    let last: { body: PassThrough; ended: Promise<unknown> } | null = null;
    const folder = folderOf(options.folder);
    /** One file at a time comes over a line; one that was left in the middle costs the line. */
    const free = async () => {
      if (last && !last.body.readableEnded) {
        client.close();
        client = await openFtp(context, signal);
      }
      await last?.ended;
      last = null;
    };
    return {
      list: () => listFiles(client, folder),
      async open({ path }, start) {
        await free();
        const body = new PassThrough({ highWaterMark: 262_144 });
        const ended = client.downloadTo(body, path, start).catch((error: unknown) => {
          const known = ftpError(error, path);
          body.destroy(known instanceof Error ? known : new Error(String(known)));
        });
        last = { body, ended };
        return body;
      },
      move: (path, to) => done(path, async () => void (await client.rename(path, to))),
      remove: (path) => done(path, async () => void (await client.remove(path))),
      close: () => client.close(),
    };
  },
};

/** The same server as a place to put files. */
export const outbox: Outbox<Settings> = {
  url: urlOf,
  doneStatus: 250,
  async open(context, folder, signal) {
    const client = await openFtp(context, signal);
    return {
      list: () => listFiles(client, folder),
      async open({ path }) {
        const body = new PassThrough();
        const [content] = await done(path, () => Promise.all([buffer(body), client.downloadTo(body, path)]));
        return Readable.from([content]);
      },
      put: (path, content) => done(path, async () => void (await client.uploadFrom(Readable.from([content]), path))),
      move: (path, to) => done(to, async () => void (await client.rename(path, to))),
      close: () => client.close(),
    };
  },
};

export async function listFiles(client: Client, folder: string): Promise<FileEntry[]> {
  const list = await done(folder, () => client.list(folder));
  return list
    .filter(({ isFile, name }) => isFile && isName(name))
    .map(({ name, size, modifiedAt, rawModifiedAt }) => ({
      ...{ path: joined(folder, name), name, bytes: size, stamp: `${size}-${modifiedAt?.getTime() ?? rawModifiedAt}` },
      changedAt: modifiedAt ?? null,
    }));
}
