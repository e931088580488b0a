import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

/** What may come in per answer, after unpacking. */
export const mostBytes = 20_000_000;

const unpackers = new Map([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);
export const acceptEncoding = [...unpackers.keys()].join(', ');

/** The answer is larger than `mostBytes`, packed or unpacked. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** Unpacks a body, never beyond the cap. */
export async function unpack(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  const unpacker = unpackers.get((encoding ?? 'identity').toLowerCase());
  if (!unpacker || body.length === 0) return body;
  try {
    return await unpacker(body, { maxOutputLength: mostBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw new TooLargeError('the unpacked answer is too large', { cause });
    throw cause;
  }
}

/** The body as text in the character set that its content type names; UTF-8 where it names none that is known. */
export function textOf(body: Buffer, contentType: string | undefined): string {
  const charset = /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder().decode(body);
    throw error;
  }
}
