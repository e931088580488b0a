import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { PermanentError } from '#server/errors.ts';

const pieceSize = 16_384;
const mostEntries = 2000;

const wrong = (code: string, params: Record<string, number> = {}, cause?: unknown) =>
  new PermanentError({ problem: { code, params }, cause });

/** One file inside a ZIP, unpacked piece by piece; what grows beyond `most` bytes is refused, whatever the ZIP says of it. */
export function* unpacked(zip: Buffer, name: (entry: string) => boolean, most: number): Generator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let done = false;
  let taken = false;
  let entries = 0;
  let size = 0;
  const unzip = new Unzip((file: UnzipFile) => {
    entries += 1;
    if (entries > mostEntries) throw wrong('file.not-excel');
    if (taken || !name(file.name)) return;
    taken = true;
    file.ondata = (error, data, final) => {
      // What is thrown in here comes back as the library's own error.
      if (error) throw error instanceof PermanentError ? error : wrong('file.not-excel', {}, error);
      size += data.length;
      if (size > most) throw wrong('file.unpacks-too-large', { megabytes: most / 1_000_000 });
      pieces.push(data);
      done = final;
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < zip.length && !done; at += pieceSize) {
    push(unzip, zip.subarray(at, at + pieceSize), at + pieceSize >= zip.length);
    yield* pieces;
    pieces = [];
  }
}

function push(unzip: Unzip, piece: Uint8Array, final: boolean) {
  try {
    unzip.push(piece, final);
  } catch (cause) {
    throw cause instanceof PermanentError ? cause : wrong('file.not-excel', {}, cause);
  }
}
