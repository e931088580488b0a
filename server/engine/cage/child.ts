import { readSync, writeSync } from 'node:fs';
import { faultOf } from '#flows/mapping/fault.ts';
import type { Bindings } from '#flows/mapping/formula.ts';
import { type Frame, type FrameKind, FrameReader, toBytes } from './frames.ts';
import { readRecord } from './record.ts';
import { type Work, workFor } from './work.ts';

/**
 * The program inside a child process: reads jobs and records from its standard input, answers on its standard output,
 * and has nothing else. Reading and writing are synchronous on purpose: what was answered has left the process before
 * the next record is touched, so that whoever kills it knows exactly which record was at fault.
 */
const reader = new FrameReader();
const chunk = Buffer.allocUnsafe(65_536);

function receive(): Frame | null {
  for (;;) {
    const frame = reader.next();
    if (frame) return frame;
    const length = readSync(0, chunk, 0, chunk.length, null);
    if (length === 0) return null;
    reader.push(Buffer.from(chunk.subarray(0, length)));
  }
}

function answer(kind: FrameKind, text: string): void {
  const bytes = toBytes(kind, text);
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(1, bytes, sent);
}

function answerFault(error: unknown): void {
  const { problem, path, position } = faultOf(error, null);
  answer('fault', JSON.stringify({ problem, path, position }));
}

async function answerRecord(work: Work, text: string, problem: string | null): Promise<void> {
  try {
    const bindings: Bindings = problem === null ? {} : { problem: readRecord(problem) };
    answer('made', await work(readRecord(text), bindings));
  } catch (error) {
    answerFault(error);
  }
}

/** A stop of the whole service reaches its children too; they end when the parent closes the pipe, not in mid-batch. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

let work: Work = () => Promise.reject(new Error('A record came before a job'));
let problem: string | null = null;
answer('ready', '');
for (let frame = receive(); frame; frame = receive()) {
  if (frame.kind === 'job') {
    work = workFor(frame.text);
    answer('prepared', '');
  } else if (frame.kind === 'problem') {
    problem = frame.text;
  } else {
    await answerRecord(work, frame.text, problem);
    problem = null;
  }
}
