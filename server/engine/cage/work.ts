import { createHash } from 'node:crypto';
import { prepareMapping } from '#flows/mapping/evaluate.ts';
import type { Engine } from '#flows/mapping/formula.ts';
import { prepareCondition } from '#flows/mapping/judge.ts';
import type { ValueTables } from '#flows/mapping/translate.ts';
import type { World } from '#flows/mapping/world.ts';
import type { Job } from './job.ts';
import { LinearRegexEngine } from './linear-regexp.ts';

/** Makes one parsed record into the text of its answer. */
export type Work = (record: unknown, world: Omit<World, 'tables'>) => Promise<string>;

/** The library's own limits; they end most faults with a better word than a kill does. */
const engine: Engine = {
  limits: { timeoutMs: Number(process.argv[2]), stack: 500, sequence: 50_000 },
  RegexEngine: LinearRegexEngine,
};

/** Compiled jobs by the hash of their text. They hold no state of records, so that it matters to nobody who uses them. */
const prepared = new Map<string, { work: Work; size: number }>();
const mostText = 500_000;

/** What stands in value tables, by their ids. */
const tables = new Map<string, ReadonlyMap<string, string>>();

/** Keeps a value table for the jobs that name it. */
export function learnTable(id: string, rows: string): void {
  tables.set(id, new Map(JSON.parse(rows)));
}

/** Forgets all value tables, and the jobs that hold on to them. */
export function forgetTables(): void {
  tables.clear();
  prepared.clear();
}

/** A job whose formulas cannot be prepared is work that fails for each record. */
export function workFor(text: string): Work {
  const hash = createHash('sha256').update(text).digest('base64');
  const known = prepared.get(hash);
  if (known) return known.work;
  const work = prepare(text);
  prepared.set(hash, { work, size: text.length });
  let total = [...prepared.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [oldest, { size }] of prepared) {
    if (total <= mostText || oldest === hash) break;
    prepared.delete(oldest);
    total -= size;
  }
  return work;
}

function prepare(text: string): Work {
  try {
    const job: Job = JSON.parse(text);
    const work = workOf(job);
    const named = tablesOf(job);
    return (record, world) => work(record, { ...world, tables: named });
  } catch (error) {
    return () => Promise.reject(error);
  }
}

function tablesOf({ tables: ids = {} }: Job): ValueTables {
  return new Map(
    Object.entries(ids).map(([name, id]) => {
      const table = tables.get(id);
      if (!table) throw new Error('A job came before its tables');
      return [name, table];
    }),
  );
}

function workOf(job: Job): (record: unknown, world: World) => Promise<string> {
  if (job.do === 'judge') {
    const judge = prepareCondition(job.expression, engine);
    return async (record, world) => JSON.stringify(await judge(record, world));
  }
  const mapping = prepareMapping(job.mapping, engine);
  if (job.do === 'map') return async (record, world) => JSON.stringify(await mapping.map(record, world));
  return async (record, world) => JSON.stringify(await mapping.preview(record, world));
}
