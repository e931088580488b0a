import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { ledgerRow, memoryLedger, settleInMemory } from '#server/testing/memory-ledger.ts';
import { maximumAttempts } from './back-off.ts';
import { createCage } from './cage/pool.ts';
import { type Delivery, decideDelivery } from './delivery.ts';
import type { OpenTarget } from './open-target.ts';
import { outcomeOf } from './record-outcome.ts';
import type { EnginePorts } from './runner.ts';
import { type Batch, type Changes, type WalkRecord, walkBatch } from './walk-batch.ts';

const cage = createCage({ size: 1 });
afterAll(() => cage.close());

const now = new Date('2026-03-01T10:00:00Z');
const passed = { outcome: 'passed', at: now.toISOString(), attempts: 1 } as const;

/** A target and its ledger in memory: what a write does is up to `behave`. */
function createWorld(behave: (key: string) => void = () => undefined, find = true) {
  const arrived: string[] = [];
  const ledger = new Map<string, Delivery>();
  const target: OpenTarget = {
    system: 'The bookkeeping',
    schema: z.looseObject({ number: z.string() }),
    askFirst: false,
    repeatable: false,
    async write(_record, key) {
      behave(key);
      arrived.push(key);
      return { id: `id-${key}` };
    },
    many: null,
    update: null,
    read: null,
    find: find ? async (_record, key) => (arrived.includes(key) ? { id: `id-${key}` } : null) : null,
  };
  const ports: EnginePorts = {
    cage,
    now: () => now,
    random: () => 0,
    openLookup: () => Promise.reject(new Error('Nothing is looked up here')),
    answers: () => new Map(),
    openTarget: async () => target,
    ledger: () => memoryLedger(ledger, now),
  };
  const written: Changes[] = [];
  const commit = async (changes: Changes) => {
    written.push(structuredClone(changes));
    for (const { ends } of changes.deliveries) settleInMemory(ledger, ends);
  };
  return { arrived, ledger, ports, commit, written, target };
}

const at = { x: 0, y: 0 };
const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings'] = {}): FlowNode => ({
  id,
  kind,
  position: at,
  settings,
});
const match = {
  mapping: {
    mode: 'rows',
    rows: [
      { to: 'number', from: 'number' },
      { to: 'total', from: 'total' },
    ],
  },
};
const keep = { rule: { mode: 'expression', expression: 'total > 10' } };
const line = (from: string, to: string) => ({ from, port: 'out', to });
const graph: Graph = {
  nodes: [
    step('get', 'source'),
    step('match', 'datamapper', match),
    step('keep', 'filter', keep),
    step('send', 'target'),
  ],
  edges: [line('get', 'match'), line('match', 'keep'), line('keep', 'send')],
};

function batchOf(list: { key: string; total: number }[], through = graph, personDecided = false): Batch {
  const records = list.map(
    ({ key }, no): WalkRecord => ({ no, key, version: null, readOrder: 1, steps: { get: passed } }),
  );
  const texts = list.map(({ key, total }, no): [number, string] => [no, JSON.stringify({ number: key, total })]);
  return {
    graph: through,
    run: { id: 'run', mode: 'live', personDecided, moment: { now: 0, seed: '' } },
    records,
    pages: new Map([['get', new Map(texts)]]),
  };
}

async function walked(world: ReturnType<typeof createWorld>, batch: Batch) {
  await walkBatch(batch, world.ports, world.commit);
  return batch;
}
const outcomes = (batch: Batch) => batch.records.map(({ steps }) => Object.values(steps).at(-1)?.outcome);
const unknown = () => new TemporaryError({ problem: { code: 'http.time-out', params: {} }, outcomeUnknown: true });
const refused = () => new PermanentError({ problem: { code: 'test.refused', params: {} } });

describe('a batch', () => {
  it('goes through every step, and each record ends where it belongs', async () => {
    const world = createWorld((key) => {
      if (key === 'b') throw refused();
    });
    const batch = batchOf([
      { key: 'a', total: 20 },
      { key: 'b', total: 30 },
      { key: 'c', total: 5 },
    ]);
    const end = await walkBatch(batch, world.ports, world.commit);
    expect(end).toEqual({ waiting: false, retryAt: null, lost: null, closed: true });
    expect(outcomes(batch)).toEqual(['sent', 'attention', 'left-out']);
    expect(world.arrived).toEqual(['a']);
  });

  it('writes down what is pure before anything is sent', async () => {
    const world = createWorld(() => {
      expect(world.written[0]?.steps.map(({ node }) => node)).toEqual(['match', 'keep']);
    });
    await walkBatch(batchOf([{ key: 'a', total: 20 }]), world.ports, world.commit);
    expect(world.arrived).toEqual(['a']);
  });

  it('gives byte-equal entries for the same input, clock and chance', async () => {
    const walk = async () => {
      const world = createWorld();
      await walkBatch(
        batchOf([
          { key: 'a', total: 20 },
          { key: 'b', total: 2 },
        ]),
        world.ports,
        world.commit,
      );
      return JSON.stringify(
        world.written.map((changes) => [
          changes.steps,
          changes.records,
          [...changes.outputs].map(([node, page]) => [node, [...page]]),
        ]),
      );
    };
    expect(await walk()).toBe(await walk());
  });

  it('goes on where it stands, wherever it was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }), fc.nat(2), async (totals, cut) => {
        const list = totals.map((total, index) => ({ key: `k${index}`, total }));
        const world = createWorld();
        let commits = 0;
        const first = batchOf(list);
        const crash = async (changes: Changes) => {
          if (commits++ === cut) throw new Error('killed');
          await world.commit(changes);
        };
        await walkBatch(first, world.ports, crash).catch(() => undefined);
        // A fresh process knows only what was committed.
        const second = batchOf(list);
        for (const changes of world.written) {
          for (const { no, steps } of changes.records) Object.assign(second.records[no] ?? {}, { steps });
          for (const [node, page] of changes.outputs)
            second.pages.set(node, new Map([...(second.pages.get(node) ?? []), ...page]));
        }
        await walkBatch(second, world.ports, world.commit);
        const paid = list.filter(({ total }) => total > 10).map(({ key }) => key);
        expect([...world.arrived].sort()).toEqual(paid.sort());
        expect(
          outcomes(second).every(
            (outcome) => outcome === 'sent' || outcome === 'already-there' || outcome === 'left-out',
          ),
        ).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('goes both ways where the graph branches, and a record ends when both are done', async () => {
    const both: Graph = {
      nodes: [...graph.nodes, step('also', 'target')],
      edges: [...graph.edges, line('match', 'also')],
    };
    const world = createWorld();
    const batch = batchOf([{ key: 'a', total: 5 }], both);
    await walkBatch(batch, world.ports, world.commit);
    expect(batch.records[0]?.steps).toMatchObject({ keep: { outcome: 'left-out' }, also: { outcome: 'sent' } });
    expect(world.written.at(-1)?.records.at(-1)).toMatchObject({ outcome: 'sent' });
  });

  it('sends a key that stands in it twice only once', async () => {
    const world = createWorld();
    const batch = batchOf([
      { key: 'a', total: 20 },
      { key: 'a', total: 21 },
    ]);
    await walkBatch(batch, world.ports, world.commit);
    expect(world.arrived).toEqual(['a']);
    expect(outcomes(batch)).toEqual(['sent', 'already-there']);
  });
});

describe('a fault of the other side', () => {
  it('that passes lets the record wait, longer each time and as long as was asked', async () => {
    let asked: number | null = null;
    const world = createWorld(() => {
      throw new TemporaryError({ problem: { code: 'http.busy', params: {} }, retryAfterSeconds: asked });
    });
    const batch = batchOf([{ key: 'a', total: 20 }]);
    const waits: number[] = [];
    for (const next of [null, null, null, 60]) {
      asked = next;
      const { retryAt } = await walkBatch(batch, world.ports, world.commit);
      waits.push(((retryAt?.getTime() ?? 0) - now.getTime()) / 1000);
    }
    expect(waits).toEqual([1, 2, 4, 60]);
  });

  it('that never passes ends with a person', async () => {
    const world = createWorld(() => {
      throw new TemporaryError({ problem: { code: 'http.busy', params: {} } });
    });
    const batch = batchOf([{ key: 'a', total: 20 }]);
    let rounds = 0;
    while ((await walkBatch(batch, world.ports, world.commit)).waiting) rounds += 1;
    expect(rounds).toBe(maximumAttempts - 1);
    expect(batch.records[0]?.steps.send?.problem?.code).toBe('run.gave-up');
  });

  it('that leaves the outcome open is looked up before anything is written again', async () => {
    let lost = true;
    const world = createWorld();
    const { write } = world.target;
    world.target.write = async (record, key, log) => {
      const written = await write(record, key, log);
      if (lost) throw unknown();
      return written;
    };
    const batch = batchOf([{ key: 'a', total: 20 }]);
    expect((await walkBatch(batch, world.ports, world.commit)).waiting).toBe(true);
    expect(world.ledger.get('a')?.state).toBe('unknown');
    lost = false;
    await walkBatch(batch, world.ports, world.commit);
    expect(world.arrived).toEqual(['a']);
    expect(outcomes(batch)).toEqual(['already-there']);
  });

  it('that leaves the outcome open at a system that cannot be asked waits for a person, who may then send it', async () => {
    let lost = true;
    const world = createWorld(() => {
      if (lost) throw unknown();
    }, false);
    const batch = batchOf([{ key: 'a', total: 20 }]);
    await walkBatch(batch, world.ports, world.commit);
    expect(batch.records[0]?.steps.send?.problem?.code).toBe('run.outcome-unknown');
    lost = false;
    const again = batchOf([{ key: 'a', total: 20 }]);
    await walkBatch(again, world.ports, world.commit);
    expect(outcomes(again)).toEqual(['attention']);
    const decided = batchOf([{ key: 'a', total: 20 }], graph, true);
    await walkBatch(decided, world.ports, world.commit);
    expect(outcomes(decided)).toEqual(['sent']);
  });

  it('that is a lost connection parks what is left, and nothing of it counts as failed', async () => {
    let lost = true;
    const world = createWorld(() => {
      if (lost) throw new ConnectionLostError({ problem: { code: 'test.revoked', params: {} } });
    });
    const list = Array.from({ length: 9 }, (_, index) => ({ key: `k${index}`, total: 20 }));
    const batch = batchOf(list);
    const end = await walkBatch(batch, world.ports, world.commit);
    expect(end.lost?.node.id).toBe('send');
    expect(outcomes(batch)).toEqual(list.map(() => 'waiting'));
    expect([...world.ledger.values()].map(({ state }) => state)).toEqual(list.map(() => 'failed'));
    lost = false;
    await walkBatch(batch, world.ports, world.commit);
    expect([...world.arrived].sort()).toEqual(list.map(({ key }) => key));
  });
});

it('what was uncertain stays so when the connection is lost meanwhile', async () => {
  const world = createWorld();
  world.ledger.set('a', ledgerRow({ key: 'a', state: 'unknown' }));
  world.target.find = async () => {
    throw new ConnectionLostError({ problem: { code: 'test.revoked', params: {} } });
  };
  await walkBatch(batchOf([{ key: 'a', total: 20 }]), world.ports, world.commit);
  expect(world.ledger.get('a')?.state).toBe('unknown');
});

it.each([
  ['stays so when the target only says no', false, 'unknown'],
  ['is certain once the target has told that nothing came of it', true, 'failed'],
])('what was uncertain %s', async (_what, settled, state) => {
  const world = createWorld();
  world.ledger.set('a', ledgerRow({ key: 'a', state: 'unknown' }));
  world.target.find = async () => {
    throw new PermanentError({ problem: { code: 'test.refused', params: {} }, settled });
  };
  const batch = batchOf([{ key: 'a', total: 20 }]);
  await walkBatch(batch, world.ports, world.commit);
  expect(outcomes(batch)).toEqual(['attention']);
  expect(world.ledger.get('a')?.state).toBe(state);
  expect(world.arrived).toEqual([]);
});

it('a record that failed on one path and waits on another has not ended', () => {
  const both: Graph = {
    nodes: [...graph.nodes, step('also', 'target')],
    edges: [...graph.edges, line('match', 'also')],
  };
  const steps = { get: passed, match: passed, keep: { ...passed, outcome: 'attention' as const } };
  expect(outcomeOf(both, steps)).toBe('waiting');
  expect(outcomeOf(both, { ...steps, also: { ...passed, outcome: 'sent' as const } })).toBe('attention');
});

describe('a record that the target cannot take', () => {
  it.each([
    [{ total: 20 }, 'run.field-missing'],
    [{ number: 7, total: 20 }, 'run.field-wrong'],
  ])('%j is named by its field and not sent', async (body, code) => {
    const world = createWorld();
    const direct: Graph = { nodes: [step('get', 'source'), step('send', 'target')], edges: [line('get', 'send')] };
    const batch = batchOf([{ key: 'a', total: 1 }], direct);
    batch.pages.set('get', new Map([[0, JSON.stringify(body)]]));
    await walkBatch(batch, world.ports, world.commit);
    expect(batch.records[0]?.steps.send).toMatchObject({
      outcome: 'attention',
      problem: { code, params: { field: 'number' } },
    });
    expect(world.arrived).toEqual([]);
  });
});

describe('the ledger decides', () => {
  const row = (state: Delivery['state'], runId: string, secondsAgo: number, more: Partial<Delivery> = {}) =>
    ledgerRow({
      ...{ key: 'a', state, runId, targetId: state === 'sent' ? 'id-a' : null, readOrder: 5 },
      ...{ claimedAt: new Date(now.getTime() - secondsAgo * 1000) },
      ...more,
    });
  const claim = { key: 'a', contentHash: Buffer.alloc(0), version: null, readOrder: 5 };
  const plain = { runId: 'run', now, force: false, update: false, repeatable: false };
  const changed = { ...claim, contentHash: Buffer.from('x') };
  const same = { do: 'leave', because: 'same' } as const;
  it.each([
    ['a new record is sent', null, { do: 'write' }],
    ['what failed is sent again', row('failed', 'other', 5), { do: 'write' }],
    ['what was sent is left alone', row('sent', 'other', 5), same],
    ['what is uncertain is asked for', row('unknown', 'other', 5), { do: 'ask-first' }],
    ['what this record was sending when it was cut off is asked for', row('sending', 'run', 1), { do: 'ask-first' }],
    [
      'what another batch of this run is sending is waited for',
      row('sending', 'run', 1, { readOrder: 4 }),
      { do: 'wait' },
    ],
    ['what another run is sending now is waited for', row('sending', 'other', 5), { do: 'wait' }],
    ['what another run was sending long ago is asked for', row('sending', 'other', 600), { do: 'ask-first' }],
    ['but not while a living worker has it in hand', row('sending', 'other', 600, { inHand: true }), { do: 'wait' }],
  ] as const)('%s', (_, before, decision) => {
    expect(decideDelivery(before, claim, plain)).toEqual(decision);
  });
  it.each([
    ['is changed where the target can', { update: true }, { do: 'update', id: 'id-a' }],
    ['is sent over it where that does no harm', { repeatable: true }, { do: 'write' }],
    ['is left alone where neither is possible, and that is told', {}, { do: 'leave', because: 'differs' }],
  ])('what was sent with other content %s', (_, can, decision) => {
    expect(decideDelivery(row('sent', 'other', 5), changed, { ...plain, ...can })).toEqual(decision);
  });
  it.each([
    ['by what its source says', { version: 3, readOrder: 9 }, { version: 4 }],
    ['by the order of reading where it says nothing', { version: null, readOrder: 4 }, {}],
    ['by the order of reading where it says the same', { version: 4, readOrder: 4 }, { version: 4 }],
  ])('what is older than what was sent is left alone, %s', (_, age, known) => {
    const newer = { do: 'leave', because: 'newer' };
    const able = { ...plain, update: true };
    for (const state of ['sent', 'unknown'] as const)
      expect(decideDelivery(row(state, 'other', 5, known), { ...changed, ...age }, able)).toEqual(newer);
    const afterFault = row('failed', 'other', 5, known);
    expect(decideDelivery(afterFault, { ...changed, ...age }, able)).toEqual({ do: 'write' });
    expect(decideDelivery(row('sent', 'other', 5, known), { ...changed, ...age }, { ...able, force: true })).toEqual({
      ...{ do: 'update', id: 'id-a' },
    });
  });
  it('where the same may be sent once more, a lost answer is no question, and new content goes over the old', async () => {
    const world = createWorld(undefined, false);
    world.target.repeatable = true;
    world.ledger.set('a', ledgerRow({ key: 'a', state: 'unknown' }));
    const total = async (no: number) => outcomes(await walked(world, batchOf([{ key: 'a', total: no }])));
    expect([await total(20), await total(20), await total(30)]).toEqual([['sent'], ['already-there'], ['sent']]);
    expect(world.arrived).toEqual(['a', 'a']);
  });
});
