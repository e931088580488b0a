import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { type Frame, type FrameKind, FrameReader, framesToBytes } from './frames.ts';
import type { Task } from './job.ts';
import { KnownTables } from './known-tables.ts';
import { spawnWalled } from './walls.ts';

export type CellSettings = { heapMb: number; deadlineMs: number };

/** Why a child no longer answers. With `nobodys` it was killed late: the record in its hands is not to blame. */
export type Death = 'too-slow' | 'too-much-memory' | 'never-started' | 'broken' | 'stopped' | 'nobodys';
/** How a batch ended: with a death or, null, with all its answers. `said` is the last of what the child told as it died. */
export type Ending = { death: Death | null; prepared: boolean; said: string };

type Batch = {
  left: number;
  prepared: boolean;
  answered(frame: Frame, unknown?: string): void;
  settle(ending: Ending): void;
};

const program = join(import.meta.dirname, 'child.ts');
/** For starting a child and reading a job's formulas: both end by themselves, but a busy machine takes its time. */
const startMs = 15_000;
/** Signals by which V8 and the operating system end a process that takes too much. */
const memorySignals: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGSEGV', 'SIGBUS', 'SIGKILL']);
const exitAborted = 134;
/** Node's exit code when all that is left is a promise that nobody will settle (documented). */
const exitUnsettled = 13;

/** One child process. It takes one batch at a time and is killed rather than make anybody wait. */
export class Cell {
  /** Records answered in its life: a child that dies at its first record has nobody else to blame. */
  answers = 0;
  alive = true;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly deadlineMs: number;
  private readonly reader = new FrameReader();
  private readonly tables = new KnownTables();
  private readonly closed: Promise<void>;
  private batch: Batch | null = null;
  private timer: NodeJS.Timeout | undefined;
  private ready = false;
  private heard = 0;
  private verdict: { death: Death; answers: number } | null = null;
  private said = '';
  /** Values that the record in hand did not find in its tables. */
  private unknown: string | undefined;

  constructor({ heapMb, deadlineMs }: CellSettings) {
    this.deadlineMs = deadlineMs;
    // jsonata's own time limit comes first: it ends a loop without the cost of a new child.
    this.child = spawnWalled(heapMb, [program, String(Math.round(deadlineMs * 0.8))]);
    this.child.stdout.on('data', (bytes: Buffer) => this.hear(bytes));
    this.child.stderr.on('data', (bytes: Buffer) => {
      this.said = (this.said + bytes).slice(-2000);
    });
    // A pipe breaks when the child dies; its death is told by 'close', once everything it answered has been read.
    this.child.stdin.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve(this.end(causeOf(code, signal))));
      this.child.on('error', (error) => {
        this.said += error.message;
        resolve(this.end('never-started'));
      });
    });
  }

  /**
   * Hands over a task; `answered` hears of each record in order. Settles when all are, or at death: only a `careful` child
   * has answered every record before the one at which it died.
   */
  run({ job, records, world }: Task, careful: boolean, answered: Batch['answered']): Promise<Ending> {
    return new Promise((settle) => {
      this.batch = { left: records.length, prepared: false, answered, settle };
      this.watch();
      const frames: [FrameKind, string][] = [...this.tables.introduce(world.tables ?? [])];
      frames.push([careful ? 'careful' : 'job', job]);
      frames.push(['world', JSON.stringify({ now: world.now, seeds: world.seeds })]);
      for (const record of records) {
        if (typeof record === 'string') frames.push(['record', record]);
        else frames.push(['problem', JSON.stringify(record.problem)], ['record', record.text]);
      }
      this.child.stdin.write(framesToBytes(frames));
    });
  }

  kill(): Promise<void> {
    this.condemn('stopped');
    return this.closed;
  }

  private hear(bytes: Buffer): void {
    this.heard += 1;
    try {
      this.reader.push(bytes);
      for (let frame = this.reader.next(); frame; frame = this.reader.next()) this.take(frame);
      if (this.batch) this.watch();
    } catch (error) {
      this.said += String(error);
      this.condemn('broken');
    }
  }

  private take(frame: Frame): void {
    if (frame.kind === 'ready') {
      this.ready = true;
      return;
    }
    if (!this.batch) throw new Error('The child spoke without being asked');
    if (frame.kind === 'prepared') {
      this.batch.prepared = true;
      return;
    }
    if (frame.kind === 'unknown') {
      this.unknown = frame.text;
      return;
    }
    this.answers += 1;
    this.batch.left -= 1;
    this.batch.answered(frame, this.unknown);
    this.unknown = undefined;
    if (this.batch.left === 0) this.settle(null);
  }

  /** Every sign of life starts the time anew, so that each record has its own. */
  private watch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        const before = this.heard;
        // Answers may wait in the pipe because this process was busy: one turn of its loop reads them.
        setImmediate(() => {
          if (this.batch && this.heard === before) this.condemn(this.ready ? 'too-slow' : 'never-started');
        });
      },
      this.batch?.prepared ? this.deadlineMs : startMs,
    );
  }

  private condemn(death: Death): void {
    this.alive = false;
    this.verdict ??= { death, answers: this.answers };
    this.child.kill('SIGKILL');
  }

  private end(found: Death): void {
    this.alive = false;
    const late = this.verdict !== null && this.verdict.death === 'too-slow' && this.verdict.answers !== this.answers;
    const death = late ? 'nobodys' : (this.verdict?.death ?? (this.ready ? found : 'never-started'));
    this.settle(death);
  }

  private settle(death: Death | null): void {
    clearTimeout(this.timer);
    const batch = this.batch;
    this.batch = null;
    batch?.settle({ death, prepared: batch.prepared, said: this.said });
  }
}

function causeOf(code: number | null, signal: string | null): Death {
  if (code === exitUnsettled) return 'too-slow';
  return code === exitAborted || (signal !== null && memorySignals.has(signal)) ? 'too-much-memory' : 'broken';
}
