import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareMapping } from './evaluate.ts';
import { MappingFault } from './fault.ts';
import type { Json } from './plain.ts';
import { Mapping, type MappingRow } from './rows.ts';

const engine = { limits: { timeoutMs: 1000, stack: 500, sequence: 50_000 } };
const name = fc.constantFrom('a', 'b', 'c', 'toString', 'valueOf', 'hasOwnProperty', 'naïef');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
const formula = fc.constantFrom(
  'a',
  'b',
  'a.b',
  'b[0]',
  'c.a',
  '*',
  '**',
  '$',
  '[a]',
  '$keys($)',
  '{"x": a}',
  '$string(b)',
  'a ? b',
  '',
);
const ifEmpty = fc.constantFrom({ do: 'leave-out' }, { do: 'null' }, { do: 'use', value: 0 });
const valueRow = fc.record({ to: path, from: formula, ifEmpty });
const listRow = fc.record({
  to: path,
  forEach: formula.filter((it) => it !== ''),
  rows: fc.array(valueRow, { maxLength: 2 }),
});
const mapping = fc
  .array(fc.oneof(valueRow, listRow), { maxLength: 6 })
  .map((rows) => Mapping.parse({ mode: 'rows', rows }));
const record = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'toString'), fc.jsonValue({ maxDepth: 3 }));

/** What a mapping makes of a record, or the code of its fault. */
async function outcome(of: Mapping, from: unknown): Promise<Json | { fault: string }> {
  try {
    return await prepareMapping(of, engine).map(from);
  } catch (error) {
    if (error instanceof MappingFault) return { fault: error.problem.code };
    throw error;
  }
}

const isFault = (it: Json | { fault: string }) => typeof it === 'object' && it !== null && 'fault' in it;

describe('any mapping of any record', () => {
  it('gives plain JSON that survives being written and read, or a catalogued fault, and leaves the record as it was', async () => {
    const property = fc.asyncProperty(mapping, record, async (rows, from) => {
      const before = JSON.stringify(from);
      const result = await outcome(rows, from);
      expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
      expect(JSON.stringify(from)).toBe(before);
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('does not depend on the order of its rows', async () => {
    const property = fc.asyncProperty(mapping, record, async (rows, from) => {
      if (rows.mode !== 'rows') return;
      const forward = await outcome(rows, from);
      const backward = await outcome({ mode: 'rows', rows: rows.rows.toReversed() }, from);
      if (isFault(forward)) expect(isFault(backward)).toBe(true);
      else expect(backward).toEqual(forward);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('puts every fixed value exactly where its path says', async () => {
    const paths = fc.uniqueArray(path, { maxLength: 8 });
    const property = fc.asyncProperty(paths, async (all) => {
      const rows: MappingRow[] = all.map((to, index) => ({ to, from: String(index), ifEmpty: { do: 'stop' } }));
      const result = await outcome({ mode: 'rows', rows }, {});
      const clash = all.some((one) => all.some((other) => other.startsWith(`${one}.`)));
      if (clash) expect(result).toEqual({ fault: 'mapping.path-twice' });
      else for (const [index, to] of all.entries()) expect(result).toHaveProperty(to.split('.'), index);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('previews the very result that a run gives', async () => {
    const property = fc.asyncProperty(mapping, record, async (rows, from) => {
      const preview = await previewed(rows, from);
      expect(preview).toEqual(await outcome(rows, from));
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

async function previewed(of: Mapping, from: unknown): Promise<Json | undefined | { fault: string }> {
  try {
    const { result, fault } = await prepareMapping(of, engine).preview(from);
    return fault ? { fault: fault.problem.code } : result;
  } catch (error) {
    if (error instanceof MappingFault) return { fault: error.problem.code };
    throw error;
  }
}
