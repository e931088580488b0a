import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { and, desc, eq } from 'drizzle-orm';
import * as z from 'zod';
import type { OpenedFile } from '#server/connectors/connector.ts';
import { files } from '#server/database/schema.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';

const compress = promisify(zlib.zstdCompress);
const decompress = promisify(zlib.zstdDecompress);

/** Keeps a file that a person brought, compressed. */
export async function storeFile(
  { db, newId }: Pick<Services, 'db' | 'newId'>,
  organizationId: string,
  file: { name: string; content: Buffer },
) {
  const content = await compress(file.content);
  const [row] = await db
    .insert(files)
    .values({ organizationId, id: newId(), name: file.name, bytes: file.content.length, content })
    .returning();
  if (!row) throw new Error('The file was not stored');
  return row;
}

export const listFiles = ({ db }: Pick<Services, 'db'>, organizationId: string) =>
  db
    .select({ id: files.id, name: files.name, bytes: files.bytes, createdAt: files.createdAt })
    .from(files)
    .where(eq(files.organizationId, organizationId))
    .orderBy(desc(files.createdAt))
    .limit(200);

/** An upload by its id, or a file in the folder that the operator opened for reading (KOPPEL_FILES_DIR). */
export async function openFile(
  services: Pick<Services, 'db' | 'config'>,
  organizationId: string,
  reference: string,
): Promise<OpenedFile> {
  const file = z.uuid().safeParse(reference).success
    ? await openUpload(services, organizationId, reference)
    : await openOnDisk(services.config.filesFolder, reference);
  if (!file) throw new PermanentError({ problem: { code: 'run.file-missing', params: { file: reference } } });
  return file;
}

async function openUpload(
  { db }: Pick<Services, 'db'>,
  organizationId: string,
  id: string,
): Promise<OpenedFile | null> {
  const [row] = await db
    .select()
    .from(files)
    .where(and(eq(files.organizationId, organizationId), eq(files.id, id)));
  if (!row) return null;
  const content = await decompress(row.content);
  const stamp = createHash('sha256').update(content).digest('base64url');
  return { name: row.name, bytes: row.bytes, stamp, read: (from) => Readable.from(piecesOf(content.subarray(from))) };
}

const pieceSize = 65_536;

function* piecesOf(content: Buffer) {
  for (let at = 0; at < content.length; at += pieceSize) yield content.subarray(at, at + pieceSize);
}

/** Only inside the opened folder, also after following links. */
async function openOnDisk(folder: string | null, reference: string): Promise<OpenedFile | null> {
  if (!folder) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.resolve(root, reference));
    if (!file.startsWith(root + path.sep)) return null;
    const { size, mtimeMs } = await stat(file);
    const read = (start: number) => createReadStream(file, { start });
    return { name: path.basename(file), bytes: size, stamp: `${size}-${mtimeMs}`, read };
  } catch (cause) {
    throw new PermanentError({ problem: { code: 'run.file-missing', params: { file: reference } }, cause });
  }
}
