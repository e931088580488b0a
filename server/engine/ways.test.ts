import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { refuseLine } from '#flows/check-flow.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { stepCounts as countSteps } from '#server/database/run-counts.ts';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { stepCounts } from '#server/routes/run-answers.ts';
import { memoryLedger, settleInMemory } from '#server/testing/memory-ledger.ts';
import { maximumAttempts } from './back-off.ts';
import { createCage } from './cage/pool.ts';
import type { Delivery } from './delivery.ts';
import { endRecords } from './end-records.ts';
import { outcomeOf } from './record-outcome.ts';
import type { EnginePorts } from './runner.ts';
import { type Batch, type Changes, walkBatch } from './walk-batch.ts';
import { arrivalAt } from './way.ts';

const cage = createCage({ size: 1 });
afterAll(() => cage.close());

const now = new Date('2026-03-01T10:00:00Z');
const passed = { outcome: 'passed', at: now.toISOString(), attempts: 1 } as const;
type Sent = { node: string; key: string; record: unknown };

/** Targets that take what comes, unless `behave` throws or has the answer lost; each step has a ledger of its own. */
function createWorld(behave: (node: string, key: string) => 'lost' | undefined = () => undefined, canBeAsked = true) {
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
    openLookup: () => Promise.reject(new Error('Nothing is looked up here')),
    answers: () => new Map(),
    openTarget: async ({ id: node }) => ({
      system: node,
      schema: z.unknown(),
      askFirst: false,
      repeatable: false,
      async write(record, key) {
        const answer = behave(node, key);
        sent.push({ node, key, record });
        if (answer === 'lost') throw lost();
        return { id: `${node}-${key}` };
      },
      many: null,
      update: null,
      read: null,
      find: canBeAsked
        ? async (_record, key) => (sent.some((it) => it.node === node && it.key === key) ? { id: key } : null)
        : null,
    }),
    ledger: ({ id }) => memoryLedger(ledgerOf(id), now),
  };
  const written: Changes[] = [];
  const commit = async (changes: Changes) => {
    written.push(structuredClone(changes));
    for (const { node, ends } of changes.deliveries) settleInMemory(ledgerOf(node), ends);
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
    run: { id: 'run', mode: 'live', personDecided: false, moment: { now: 0, seed: 'run' } },
    records: keys.map((key, no) => ({ no, key, version: null, readOrder: 1, steps: { [start]: passed } })),
    pages: new Map([[start, new Map(keys.map((key, no) => [no, JSON.stringify({ key, no })]))]]),
  };
}
const refused = () => new PermanentError({ problem: { code: 'test.refused', params: { field: 'vat' } } });
const lost = () => new TemporaryError({ problem: { code: 'http.time-out', params: {} }, outcomeUnknown: true });
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
      if (node === 'books') throw lost();
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

describe('a step that several lines lead to', () => {
  const direct: Graph = {
    nodes: [
      step('get', 'source'),
      step('large', 'filter', { rule: { mode: 'expression', expression: 'no > 0' } }),
      step('mark', 'datamapper', mapping('$merge([$, {"large": true}])')),
      step('send', 'target'),
    ],
    edges: [line('get', 'large'), line('large', 'mark'), line('mark', 'send'), line('get', 'send')],
  };

  it('gets each record once, by the first line in flow order that brings it', async () => {
    const world = createWorld();
    const batch = batchOf(direct, ['a', 'b']);
    await walkBatch(batch, world.ports, world.commit);
    // "get" comes before "mark", so that its line counts for both.
    expect(world.sent.map(({ record }) => record)).toEqual([
      { key: 'a', no: 0 },
      { key: 'b', no: 1 },
    ]);
  });

  it('joins ways that exclude each other', async () => {
    const graph = {
      ...direct,
      edges: direct.edges.map((it) => (it.from === 'get' && it.to === 'send' ? line('small', 'send') : it)),
    };
    const small = step('small', 'filter', { rule: { mode: 'expression', expression: 'no = 0' } });
    const world = createWorld();
    const batch = batchOf({ nodes: [...graph.nodes, small], edges: [...graph.edges, line('get', 'small')] }, [
      'a',
      'b',
    ]);
    await walkBatch(batch, world.ports, world.commit);
    expect(world.sent.map(({ record }) => record)).toEqual([
      { key: 'a', no: 0 },
      { key: 'b', no: 1, large: true },
    ]);
  });

  it('waits for an earlier line that may still bring the record', async () => {
    const graph: Graph = {
      nodes: [
        step('get', 'source'),
        step('books', 'target'),
        step('match', 'datamapper', mapping('{"late": key}')),
        step('tell', 'target'),
      ],
      edges: [line('get', 'books'), line('get', 'match'), line('books', 'tell', 'failed'), line('match', 'tell')],
    };
    let away = true;
    const world = createWorld((node) => {
      if (node === 'books') throw away ? busy() : refused();
    });
    const batch = batchOf(graph, ['a']);
    await walkBatch(batch, world.ports, world.commit);
    expect(batch.records[0]?.steps).not.toHaveProperty('tell');
    away = false;
    await walkBatch(batch, world.ports, world.commit);
    expect(world.sent).toEqual([{ node: 'tell', key: 'a', record: { key: 'a', no: 0 } }]);
  });

  it('waits for a line behind a step that the record may still come to', async () => {
    const graph: Graph = {
      nodes: [
        ...withTelling.nodes,
        step('first', 'datamapper', mapping('$')),
        step('second', 'datamapper', mapping('{"late": key}')),
      ],
      edges: [...withTelling.edges, line('get', 'first'), line('first', 'second'), line('second', 'tell')],
    };
    let away = true;
    const world = createWorld((node) => {
      if (node === 'books') throw away ? busy() : refused();
      return undefined;
    });
    const batch = batchOf(graph, ['a']);
    await walkBatch(batch, world.ports, world.commit);
    expect(world.sent).toEqual([]);
    away = false;
    await walkBatch(batch, world.ports, world.commit);
    expect(world.sent).toMatchObject([{ node: 'tell', record: { why: 'test.refused' } }]);
  });

  it('leaves a failure with a person when another line was first', async () => {
    const graph: Graph = {
      nodes: withTelling.nodes.filter(({ id }) => id !== 'note'),
      edges: [line('get', 'tell'), line('get', 'books'), line('books', 'tell', 'failed')],
    };
    const world = createWorld((node) => {
      if (node === 'books') throw refused();
    });
    const batch = batchOf(graph, ['a']);
    await walkBatch(batch, world.ports, world.commit);
    expect(world.written.at(-1)?.records).toMatchObject([
      { outcome: 'attention', node: 'books', problem: { code: 'test.refused' } },
    ]);
  });

  it('ends where it is stopped, by whichever line it would have come', () => {
    const batch = batchOf(direct, ['a']);
    endRecords(batch, { code: 'run.stopped', params: {} }, now);
    expect(outcomeOf(direct, batch.records[0]?.steps ?? {})).toBe('attention');
  });
});

/** What a target does with a record: faults that pass, one after the other, and then what stays. */
type Temper = { passing: ('busy' | 'lost')[]; atLast: 'takes' | 'refuses' };
const anyTemper: fc.Arbitrary<Temper> = fc.record({
  passing: fc.array(fc.constantFrom('busy', 'lost'), { maxLength: 2 }),
  atLast: fc.constantFrom('takes', 'refuses'),
});
const keys = ['a', 'b', 'c'];

/** A sound flow of one source: mappings that fail for some keys, filters, and targets with tempers. */
const anyFlow = fc
  .record({
    steps: fc.array(fc.record({ kind: fc.constantFrom('datamapper', 'filter', 'target'), fails: fc.subarray(keys) }), {
      minLength: 3,
      maxLength: 6,
    }),
    lines: fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.constantFrom('out', 'failed')), { minLength: 8, maxLength: 24 }),
    tempers: fc.array(anyTemper, { minLength: 24, maxLength: 24 }),
  })
  .map(({ steps, lines, tempers }) => {
    const nodes = [
      step('get', 'source'),
      ...steps.map(({ kind, fails }, place) => {
        const listed = `key in [${fails.map((key) => `"${key}"`).join()}]`;
        if (kind === 'filter')
          return step(`n${place + 1}`, kind, { rule: { mode: 'expression', expression: `$not(${listed})` } });
        const expression = `${listed} ? $number("x") : $merge([$, {"n${place + 1}": $exists($problem)}])`;
        return step(`n${place + 1}`, kind, kind === 'datamapper' ? mapping(expression) : {});
      }),
    ];
    const graph: Graph = { nodes, edges: [] };
    const id = (place: number) => (place === 0 ? 'get' : `n${place}`);
    for (const [a, b, port] of lines) {
      const edge = line(id(Math.min(a, b)), id(Math.max(a, b)), port);
      if (!refuseLine(graph, edge)) graph.edges.push(edge);
    }
    // Nothing stands where nothing comes in, and what leads nowhere leads to the end.
    for (const { id: to, kind } of nodes)
      if (kinds[kind].inputs > 0 && !graph.edges.some((edge) => edge.to === to)) graph.edges.push(line('get', to));
    const open = nodes.filter(
      (node) => !kinds[node.kind].mayEnd && !graph.edges.some(({ from, port }) => from === node.id && port === 'out'),
    );
    if (open.length > 0) nodes.push(step('n7', 'target'));
    graph.edges.push(...open.map((node) => line(node.id, 'n7')));
    const temper = (node: string, key: string) =>
      tempers[(Number(node.slice(1)) * 3 + keys.indexOf(key)) % 24] ?? { passing: [], atLast: 'takes' as const };
    return { graph, temper };
  });
type AnyFlow = typeof anyFlow extends fc.Arbitrary<infer Flow> ? Flow : never;

/** A world in which targets behave by their tempers. */
function temperedWorld({ temper }: AnyFlow) {
  const tries = new Map<string, number>();
  const world = createWorld((node, key) => {
    const { passing, atLast } = temper(node, key);
    const count = tries.get(`${node} ${key}`) ?? 0;
    tries.set(`${node} ${key}`, count + 1);
    const fault = passing[count];
    if (fault === 'busy') throw busy();
    if (fault === 'lost') return fault;
    if (atLast === 'refuses') throw refused();
    return undefined;
  });
  return world;
}

/** Walks until nothing waits; `cuts` says after how many commits the process dies each time. */
async function walkThrough({ graph }: AnyFlow, world: ReturnType<typeof createWorld>, cuts: number[] = []) {
  let batch = batchOf(graph, keys);
  const left = [...cuts];
  for (let round = 0; round < 60; round += 1) {
    let commits = left.shift() ?? Number.POSITIVE_INFINITY;
    const end = await walkBatch(batch, world.ports, async (changes) => {
      if (commits-- <= 0) throw new Error('killed');
      await world.commit(changes);
    }).catch((error: Error) => {
      if (error.message !== 'killed') throw error;
      return null;
    });
    if (end && !end.waiting) return batch;
    if (!end) batch = reloaded(graph, world.written);
  }
  throw new Error('It never came to an end');
}

/** A fresh process knows only what was committed. */
function reloaded(graph: Graph, written: Changes[]): Batch {
  const batch = batchOf(graph, keys);
  for (const { records, outputs } of written) {
    for (const { no, steps } of records) Object.assign(batch.records[no] ?? {}, { steps });
    for (const [node, page] of outputs) batch.pages.set(node, new Map([...(batch.pages.get(node) ?? []), ...page]));
  }
  return batch;
}

const isThere = (outcome: string) => (outcome === 'already-there' ? 'sent' : outcome);
/** How each record ended at each step, and what was sent; what is found there ended as what is sent. */
async function endsOf(flow: AnyFlow, cuts: number[] = []) {
  const world = temperedWorld(flow);
  const batch = await walkThrough(flow, world, cuts);
  const effects = world.sent.map(({ node, key, record }) => `${node} ${key} ${JSON.stringify(record)}`).sort();
  return { steps: stepsOf(batch), effects };
}

const stepsOf = (batch: Batch) =>
  batch.records.map(({ steps }) =>
    Object.fromEntries(Object.entries(steps).map(([node, { outcome, port }]) => [node, [isThere(outcome), port]])),
  );

describe('in any flow', () => {
  it('every record ends on each of its ways, is at no step twice, and the counts add up', async () => {
    await fc.assert(
      fc.asyncProperty(anyFlow, async (flow) => {
        const world = temperedWorld(flow);
        const { records } = await walkThrough(flow, world);
        const { graph } = flow;
        for (const { steps } of records) {
          expect(outcomeOf(graph, steps)).not.toBe('waiting');
          for (const { id, kind } of graph.nodes) {
            const arrival = arrivalAt(graph, steps, id);
            if (kinds[kind].inputs > 0) expect(steps[id] !== undefined).toBe(arrival !== null);
            expect(steps[id]?.outcome).not.toBe('waiting');
          }
        }
        const changes = world.written.flatMap((it) => it.steps);
        const ended = changes.filter(({ state }) => state.outcome !== 'waiting').map(({ no, node }) => `${no} ${node}`);
        expect(new Set(ended).size).toBe(ended.length);
        const effects = world.sent.map(({ node, key }) => `${node} ${key}`);
        expect(new Set(effects).size).toBe(effects.length);
        const ends = world.written.flatMap((it) => it.records).filter(({ outcome }) => outcome !== 'waiting');
        expect(ends).toHaveLength(keys.length);
        const arrived = { node: 'get', state: { outcome: 'passed' as const }, began: true };
        const counts = stepCounts(graph, countSteps([...changes, ...keys.map(() => arrived)]));
        for (const { id } of graph.nodes)
          expect(counts[id]).toMatchObject({ in: records.filter(({ steps }) => steps[id]).length, waiting: 0 });
      }),
      { numRuns: 300 },
    );
  });

  it('a walk in pieces comes to the same end as one in one go, and sends nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyFlow, fc.array(fc.nat(4), { maxLength: 5 }), async (flow, cuts) => {
        expect(await endsOf(flow, cuts)).toEqual(await endsOf(flow));
      }),
      { numRuns: 300 },
    );
  });

  it('the way of a record does not depend on faults that pass', async () => {
    await fc.assert(
      fc.asyncProperty(anyFlow, async (flow) => {
        const calm = { ...flow, temper: (node: string, key: string) => withoutPassing(flow.temper(node, key)) };
        expect(await endsOf(flow)).toEqual(await endsOf(calm));
      }),
      { numRuns: 300 },
    );
  });
});

/** The same in the end: what arrived without an answer has arrived. */
const withoutPassing = ({ passing, atLast }: Temper): Temper => ({
  passing: [],
  atLast: passing.includes('lost') ? 'takes' : atLast,
});
