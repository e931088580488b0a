import { Buffer } from 'node:buffer';

/**
 * How the cage and its children speak: frames of a length, a kind and text, over plain pipes. To the child: `job` (what
 * to do, as JSON; `careful` the same, with each answer sent before the next record is touched), the records' `world` (as
 * JSON), then one `record` after another, each behind the `problem` that it carries, if any; before a job that needs them,
 * value tables (`table`: an id and, behind a new line, its pairs as JSON), or `forget` for all of them. From it: `ready`
 * once, `prepared` after each job, and for each record in its order `made` (its JSON text) or `fault` (the problem, row and
 * position, as JSON), behind `unknown` (values that are in no table, as JSON) where there are any.
 */
export const frameKinds = [
  'job',
  'record',
  'ready',
  'prepared',
  'made',
  'fault',
  'world',
  'table',
  'forget',
  'unknown',
  'careful',
  'problem',
] as const;
export type FrameKind = (typeof frameKinds)[number];
export type Frame = { kind: FrameKind; text: string };

const headBytes = 5;
/** No record and no result comes near it; a frame that claims more is broken. */
const mostBytes = 64 * 1024 * 1024;

export function toBytes(kind: FrameKind, text: string): Buffer {
  return framesToBytes([[kind, text]]);
}

/** Many frames as one piece, because each piece is a call of its own. */
export function framesToBytes(frames: readonly (readonly [FrameKind, string])[]): Buffer {
  const lengths = frames.map(([, text]) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headBytes + length, 0));
  let at = 0;
  for (const [index, [kind, text]] of frames.entries()) {
    bytes.writeUInt32LE(lengths[index] ?? 0, at);
    bytes.writeUInt8(frameKinds.indexOf(kind), at + 4);
    at += headBytes + bytes.write(text, at + headBytes);
  }
  return bytes;
}

/** Puts frames together again from the pieces in which a pipe delivers them. */
export class FrameReader {
  private pieces: Buffer[] = [];
  private size = 0;

  push(piece: Buffer): void {
    this.pieces.push(piece);
    this.size += piece.length;
  }

  /** The next whole frame, or null until more bytes have come. */
  next(): Frame | null {
    const head = this.first(headBytes);
    if (!head) return null;
    const length = head.readUInt32LE(0);
    const kind = frameKinds[head.readUInt8(4)];
    if (!kind || length > mostBytes) throw new Error('A broken frame');
    const whole = this.first(headBytes + length);
    if (!whole) return null;
    this.drop(whole.length);
    return { kind, text: whole.toString('utf8', headBytes) };
  }

  /** Joins only as many pieces as are asked for: a long record comes in many. */
  private first(length: number): Buffer | null {
    if (this.size < length) return null;
    const [piece] = this.pieces;
    if (piece && piece.length >= length) return piece.subarray(0, length);
    this.pieces = [Buffer.concat(this.pieces, this.size)];
    return this.pieces[0]?.subarray(0, length) ?? null;
  }

  private drop(length: number): void {
    const [piece, ...rest] = this.pieces;
    this.pieces = piece && piece.length > length ? [piece.subarray(length), ...rest] : rest;
    this.size -= length;
  }
}
