import { readSync, writeSync } from 'node:fs';
import { faultOf } from '#flows/mapping/fault.ts';
import { type Bindings, noBindings } from '#flows/mapping/world.ts';
import type { UnknownValue } from './cage.ts';
import { type Frame, type FrameKind, FrameReader, framesToBytes } from './frames.ts';
import { stillWorld } from './job.ts';
import { readRecord } from './record.ts';
import { forgetTables, learnTable, type Work, workFor } from './work.ts';

/**
 * The program inside a child process: reads jobs and records from its standard input, answers on its standard output,
 * and has nothing else. Reading and writing are synchronous on purpose: a careful child's answer has left the process
 * before the next record is touched, so that whoever kills it knows exactly which record was at fault. Any other keeps
 * answers for a few milliseconds, or until it has to wait for more: each writing costs as much as a record.
 */
const reader = new FrameReader();
const chunk = Buffer.allocUnsafe(262_144);
const keptMs = 5;
const keptAnswers = 40;

let careful = true;
let kept: [FrameKind, string][] = [];
let keptSince = 0;

function receive(): Frame | null {
  for (;;) {
    const frame = reader.next();
    if (frame) return frame;
    flush();
    const length = readSync(0, chunk, 0, chunk.length, null);
    if (length === 0) return null;
    reader.push(Buffer.from(chunk.subarray(0, length)));
  }
}

function answer(kind: FrameKind, text: string): void {
  if (kept.length === 0) keptSince = performance.now();
  kept.push([kind, text]);
  if (careful || kept.length >= keptAnswers || performance.now() - keptSince > keptMs) flush();
}

function flush(): void {
  const bytes = framesToBytes(kept);
  kept = [];
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(1, bytes, sent);
}

function answerFault(error: unknown): void {
  const { problem, path, position } = faultOf(error, null);
  answer('fault', JSON.stringify({ problem, path, position }));
}

async function answerRecord(work: Work, text: string, seed = ''): Promise<void> {
  const missed = new Map<string, UnknownValue>();
  const unknown = (table: string, value: string) => missed.set(`${table} ${value}`, { table, value });
  try {
    const bindings: Bindings = problem === null ? noBindings : { problem: readRecord(problem) };
    const made = await work(readRecord(text), { now: world.now, seed, draws: 0, bindings, unknown });
    answerUnknown(missed);
    answer('made', made);
  } catch (error) {
    answerUnknown(missed);
    answerFault(error);
  }
}

/** A record that walks through a long list of strange values names the first of them. */
const mostUnknown = 50;

function answerUnknown(missed: ReadonlyMap<string, UnknownValue>): void {
  if (missed.size > 0) answer('unknown', JSON.stringify([...missed.values()].slice(0, mostUnknown)));
}

/** A stop of the whole service reaches its children too; they end when the parent closes the pipe, not in mid-batch. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

let work: Work = () => Promise.reject(new Error('A record came before a job'));
let world = stillWorld;
let done = 0;
/** What the record that comes next carries from the step where it failed. */
let problem: string | null = null;
answer('ready', '');
for (let frame = receive(); frame; frame = receive()) {
  if (frame.kind === 'job' || frame.kind === 'careful') {
    careful = true;
    work = workFor(frame.text);
    answer('prepared', '');
    careful = frame.kind === 'careful';
  } else if (frame.kind === 'table') {
    const end = frame.text.indexOf('\n');
    learnTable(frame.text.slice(0, end), frame.text.slice(end + 1));
  } else if (frame.kind === 'forget') {
    forgetTables();
  } else if (frame.kind === 'world') {
    world = JSON.parse(frame.text);
    done = 0;
  } else if (frame.kind === 'problem') {
    problem = frame.text;
  } else {
    await answerRecord(work, frame.text, world.seeds[done]);
    problem = null;
    done += 1;
  }
}
