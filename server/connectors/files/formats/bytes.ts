import type { Readable } from 'node:stream';
import { PermanentError } from '#server/errors.ts';

export const chunksOf = async function* (readable: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of readable) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
};

/** Looks at the first bytes without taking them away. */
export async function peeked(readable: Readable, most: number) {
  const chunks = chunksOf(readable);
  const seen: Buffer[] = [];
  let length = 0;
  while (length < most) {
    const next = await chunks.next();
    if (next.done) break;
    seen.push(next.value);
    length += next.value.length;
  }
  async function* all() {
    yield* seen.splice(0);
    yield* chunks;
  }
  return { first: Buffer.concat(seen), all: all() };
}

/** A whole file that must be read as a whole, up to a size. */
export async function whole(readable: Readable, most: number): Promise<Buffer> {
  const seen: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(readable)) {
    length += chunk.length;
    if (length > most)
      throw new PermanentError({ problem: { code: 'file.too-large', params: { megabytes: most / 1_000_000 } } });
    seen.push(chunk);
  }
  return Buffer.concat(seen);
}

export const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows = new TextDecoder('windows-1252');

/** Bytes as text; null where they are not in the encoding that was chosen. Found out: UTF-8 where it fits. */
export function decoded(bytes: Buffer, encoding: 'auto' | 'utf-8' | 'windows-1252'): string | null {
  if (encoding === 'windows-1252') return windows.decode(bytes);
  try {
    return strict.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return encoding === 'auto' ? windows.decode(bytes) : null;
  }
}
