import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { memoryLedger } from '#server/testing/memory-ledger.ts';
import { maximumAttempts } from './back-off.ts';
import { createCage } from './cage/pool.ts';
import type { Delivery } from './delivery.ts';
import { endRecords } from './end-records.ts';
import { outcomeOf } from './record-outcome.ts';
import type { EnginePorts } from './runner.ts';
import { type Batch, type Changes, walkBatch } from './walk-batch.ts';

const cage = createCage({ size: 1 });
afterAll(() => cage.close());

const now = new Date('2026-03-01T10:00:00Z');
const passed = { outcome: 'passed', at: now.toISOString(), attempts: 1 } as const;
type Sent = { node: string; key: string; record: unknown };

/** Targets that take what comes, unless `behave` throws; each step has a ledger of its own. */
function createWorld(behave: (node: string, key: string) => void = () => undefined, canBeAsked = true) {
  const sent: Sent[] = [];
  const ledgers = new Map<string, Map<string, Delivery>>();
  const ledgerOf = (node: string) => {
    const ledger = ledgers.get(node) ?? new Map<string, Delivery>();
    ledgers.set(node, ledger);
    return ledger;
  };
  const ports: EnginePorts = {
    cage,
    now: () => now,
    random: () => 0,
    openTarget: async ({ id: node }) => ({
      system: node,
      schema: z.unknown(),
      askFirst: false,
      repeatable: false,
      async write(record, key) {
        behave(node, key);
        sent.push({ node, key, record });
        return { id: `${node}-${key}` };
      },
      many: null,
      find: canBeAsked
        ? async (_record, key) => (sent.some((it) => it.node === node && it.key === key) ? { id: key } : null)
        : null,
    }),
    ledger: ({ id }) => memoryLedger(ledgerOf(id), now),
  };
  const written: Changes[] = [];
  const commit = async (changes: Changes) => {
    written.push(structuredClone(changes));
    for (const { node, ends } of changes.deliveries)
      for (const end of ends)
        ledgerOf(node).set(end.key, { ...end, runId: 'run', claimedAt: now, contentHash: Buffer.alloc(0) });
  };
  return { sent, ports, written, commit };
}

const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings'] = {}): FlowNode => ({
  id,
  kind,
  name: `The ${id} step`,
  position: { x: 0, y: 0 },
  settings,
});
const line = (from: string, to: string, port = 'out') => ({ from, port, to });
const mapping = (expression: string) => ({ mapping: { mode: 'expression', expression } });

function batchOf(graph: Graph, keys: string[], start = 'get'): Batch {
  return {
    graph,
    run: { id: 'run', mode: 'live', personDecided: false },
    records: keys.map((key, no) => ({ no, key, steps: { [start]: passed } })),
    pages: new Map([[start, new Map(keys.map((key, no) => [no, JSON.stringify({ key, no })]))]]),
  };
}
const refused = () => new PermanentError({ problem: { code: 'test.refused', params: { field: 'vat' } } });
const busy = () => new TemporaryError({ problem: { code: 'http.busy', params: {} } });

/** Orders go to the books; what the books refuse is told to somebody. */
const withTelling: Graph = {
  nodes: [
    step('get', 'source'),
    step('books', 'target'),
    step(
      'note',
      'datamapper',
      mapping('{"about": key, "why": $problem.code, "field": $problem.params.field, "at": $problem.step}'),
    ),
    step('tell', 'target'),
  ],
  edges: [line('get', 'books'), line('books', 'note', 'failed'), line('note', 'tell')],
};

describe('"when it fails"', () => {
  it('takes a refused record further, and tells formulas what went wrong', async () => {
    const world = createWorld((node, key) => {
      if (node === 'books' && key === 'b') throw refused();
    });
    const batch = batchOf(withTelling, ['a', 'b']);
    const end = await walkBatch(batch, world.ports, world.commit);
    expect(end.closed).toBe(true);
    expect(world.sent.filter(({ node }) => node === 'tell')).toEqual([
      { node: 'tell', key: 'b', record: { about: 'b', why: 'test.refused', field: 'vat', at: 'The books step' } },
    ]);
    const [a, b] = batch.records;
    expect(a?.steps).not.toHaveProperty('note');
    expect(b?.steps.books).toMatchObject({ outcome: 'attention', port: 'failed', problem: { code: 'test.refused' } });
    expect(world.written.at(-1)?.records).toMatchObject([{ no: 1, outcome: 'sent', node: 'tell', problem: null }]);
  });

  it('gives the next step what a formula that failed received', async () => {
    const graph: Graph = {
      nodes: [
        step('get', 'source'),
        step('match', 'datamapper', mapping('$number("x")')),
        step('ok', 'target'),
        step('tell', 'target'),
      ],
      edges: [line('get', 'match'), line('match', 'ok'), line('match', 'tell', 'failed')],
    };
    const world = createWorld();
    await walkBatch(batchOf(graph, ['a']), world.ports, world.commit);
    expect(world.sent).toEqual([{ node: 'tell', key: 'a', record: { key: 'a', no: 0 } }]);
  });

  it('lets a condition see the problem too', async () => {
    const keep = step('keep', 'filter', { rule: { mode: 'expression', expression: '$problem.code = "test.refused"' } });
    const graph: Graph = {
      nodes: [...withTelling.nodes, keep],
      edges: [line('get', 'books'), line('books', 'keep', 'failed'), line('keep', 'note'), line('note', 'tell')],
    };
    const world = createWorld((node) => {
      if (node === 'books') throw refused();
    });
    await walkBatch(batchOf(graph, ['a']), world.ports, world.commit);
    expect(world.sent).toMatchObject([{ node: 'tell', record: { why: 'test.refused' } }]);
  });

  it('waits until a fault that may pass has been tried often enough', async () => {
    const world = createWorld((node) => {
      if (node === 'books') throw busy();
    });
    const batch = batchOf(withTelling, ['a']);
    let rounds = 0;
    while ((await walkBatch(batch, world.ports, world.commit)).waiting) {
      rounds += 1;
      expect(world.sent).toEqual([]);
    }
    expect(rounds).toBe(maximumAttempts - 1);
    expect(world.sent).toMatchObject([{ node: 'tell', record: { why: 'run.gave-up' } }]);
  });

  it('never takes a record further that may have arrived: a person decides', async () => {
    const world = createWorld((node) => {
      if (node === 'books')
        throw new TemporaryError({ problem: { code: 'http.time-out', params: {} }, outcomeUnknown: true });
    }, false);
    const batch = batchOf(withTelling, ['a', 'a']);
    await walkBatch(batch, world.ports, world.commit);
    expect(world.sent).toEqual([]);
    expect(batch.records.map(({ steps }) => outcomeOf(withTelling, steps))).toEqual(['attention', 'attention']);
  });

  it('is not the way of records that a person stopped', () => {
    const batch = batchOf(withTelling, ['a']);
    endRecords(batch, { code: 'run.stopped', params: {} }, now);
    expect(outcomeOf(withTelling, batch.records[0]?.steps ?? {})).toBe('attention');
    expect(batch.records[0]?.steps).not.toHaveProperty('note');
  });
});
