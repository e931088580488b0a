import { createHash } from 'node:crypto';
import { prepareMapping } from '#flows/mapping/evaluate.ts';
import type { Bindings, Engine } from '#flows/mapping/formula.ts';
import { prepareCondition } from '#flows/mapping/judge.ts';
import type { Job } from './job.ts';
import { LinearRegexEngine } from './linear-regexp.ts';

/** Makes one parsed record into the text of its answer. */
export type Work = (record: unknown, bindings: Bindings) => Promise<string>;

/** The library's own limits; they end most faults with a better word than a kill does. */
const engine: Engine = {
  limits: { timeoutMs: Number(process.argv[2]), stack: 500, sequence: 50_000 },
  RegexEngine: LinearRegexEngine,
};

/** Compiled jobs by the hash of their text. They hold no state of records, so that it matters to nobody who uses them. */
const prepared = new Map<string, { work: Work; size: number }>();
const mostText = 500_000;

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
    return workOf(JSON.parse(text));
  } catch (error) {
    return () => Promise.reject(error);
  }
}

function workOf(job: Job): Work {
  if (job.do === 'judge') {
    const judge = prepareCondition(job.expression, engine);
    return async (record, bindings) => JSON.stringify(await judge(record, bindings));
  }
  const mapping = prepareMapping(job.mapping, engine);
  if (job.do === 'map') return async (record, bindings) => JSON.stringify(await mapping.map(record, bindings));
  return async (record, bindings) => JSON.stringify(await mapping.preview(record, bindings));
}
