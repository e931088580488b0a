import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph.ts';
import { prepareMapping } from './evaluate.ts';
import { MappingFault } from './fault.ts';
import { Mapping, type MappingRow } from './rows.ts';
import { contentOn, onlyOn, onlyOnBefore, type Way } from './when.ts';

const engine = { limits: { timeoutMs: 1000, stack: 500, sequence: 50_000 } };
const name = fc.constantFrom('a', 'b', 'c', 'toString');
const when = fc.constantFrom('always', 'create', 'update');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
const value = { to: path, from: fc.constantFrom('a', 'b', 'c', '{}', '{"a": {}}', '""'), when };
const list = { to: path, forEach: fc.constantFrom('a', 'c'), rows: fc.array(fc.record(value), { maxLength: 3 }), when };
const mapping = fc
  .array(fc.oneof(fc.record(value), fc.record(list)), { maxLength: 6 })
  .map((rows) => Mapping.parse({ mode: 'rows', rows }));
const record = fc.record({ a: fc.jsonValue({ maxDepth: 2 }), b: fc.jsonValue({ maxDepth: 2 }), c: fc.array(fc.nat()) });

/** The rows of one way, and no others. */
const rowsOn = (way: Way, rows: readonly MappingRow[]): MappingRow[] =>
  rows
    .filter((row) => (row.when ?? 'always') === 'always' || row.when === way)
    .map((row) =>
      'forEach' in row
        ? { ...row, rows: row.rows.filter(({ when: on = 'always' }) => on === 'always' || on === way) }
        : row,
    );

describe('rows that are for making or for changing only', () => {
  it('leave exactly what the mapping would give without the rows of the other way', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(mapping, record, fc.constantFrom<Way>('create', 'update'), async (all, body, way) => {
        if (all.mode !== 'rows') return;
        const whole = await prepared(all, body);
        if (whole === undefined) return;
        const only = onlyOn(all);
        const expected = await prepared({ ...all, rows: rowsOn(way, all.rows) }, body);
        expect(only ? contentOn(way, only, whole) : whole).toEqual(expected);
        compared += only ? 1 : 0;
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  it('count at a step behind a filter, and only those of the last mapping', () => {
    const at = { x: 0, y: 0 };
    const match = (id: string, to: string) => ({
      ...{ id, kind: 'datamapper' as const, position: at },
      settings: { mapping: { mode: 'rows', rows: [{ to, from: 'a', when: 'create' }] } },
    });
    const plain = (id: string, kind: 'filter' | 'target') => ({ id, kind, position: at, settings: {} });
    const line = (from: string, to: string) => ({ from, port: 'out', to });
    const graph: Graph = {
      nodes: [match('first', 'x'), match('second', 'y'), plain('keep', 'filter'), plain('send', 'target')],
      edges: [line('first', 'second'), line('second', 'keep'), line('keep', 'send')],
    };
    expect(onlyOnBefore(graph, 'send')).toEqual({ create: [['y']], update: [] });
    expect(onlyOnBefore(graph, 'first')).toBeNull();
  });
});

async function prepared(it: Mapping, body: unknown) {
  try {
    return await prepareMapping(it, engine).map(body);
  } catch (error) {
    if (error instanceof MappingFault) return undefined;
    throw error;
  }
}
