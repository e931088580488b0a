import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ManyWritten } from '#server/connectors/connector.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { memoryLedger, settleInMemory } from '#server/testing/memory-ledger.ts';
import { createCage } from './cage/pool.ts';
import type { Delivery, DeliveryEnd } from './delivery.ts';
import type { OpenTarget } from './open-target.ts';
import type { EnginePorts, StepRecord } from './runner.ts';
import { target } from './target.ts';

const cage = createCage({ size: 1 });
afterAll(() => cage.close());

const now = new Date('2026-03-01T10:00:00Z');
const problem = { code: 'http.time-out', params: {} };
const lost = () => new ConnectionLostError({ problem: { code: 'http.key-refused', params: {} } });

/** A target that takes lists of three; `behave` may throw for a call, or say what became of one record. */
function createWorld(behave: (keys: string[], call: number) => Record<string, ManyWritten> | undefined, find = true) {
  const arrived: string[] = [];
  const lists: string[][] = [];
  const ledger = new Map<string, Delivery>();
  const open: OpenTarget = {
    system: 'The bookkeeping',
    schema: z.unknown(),
    askFirst: false,
    repeatable: false,
    async write(_record, key) {
      arrived.push(key);
      return { id: `id-${key}` };
    },
    many: {
      most: 3,
      async write(records) {
        const keys = records.map(({ key }) => key);
        lists.push(keys);
        const said = behave(keys, lists.length);
        return keys.map((key) => {
          const end = said?.[key] ?? { written: { id: `id-${key}` } };
          if ('written' in end) arrived.push(key);
          return end;
        });
      },
      update: null,
    },
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
    openTarget: async () => open,
    ledger: () => memoryLedger(ledger, now),
  };
  const settle = (ends: (DeliveryEnd | undefined)[]) =>
    settleInMemory(
      ledger,
      ends.flatMap((end) => end ?? []),
    );
  return { arrived, lists, ports, settle, ledger };
}

const records = (keys: string[]): StepRecord[] =>
  keys.map((key, no) => ({ no, key, text: `"${key}"`, attempts: 0, version: null, readOrder: 1 }));

async function send(world: ReturnType<typeof createWorld>, keys: string[]) {
  const node = { id: 'send', kind: 'target' as const, position: { x: 0, y: 0 }, settings: {} };
  const run = { id: 'run', mode: 'live' as const, personDecided: false, moment: { now: 0, seed: '' } };
  const end = await target.run({ node, graph: { nodes: [node], edges: [] }, run, ports: world.ports }, records(keys));
  world.settle(end.results.map(({ delivery }) => delivery));
  const outcomes = end.results.toSorted((a, b) => a.no - b.no).map(({ outcome }) => outcome);
  return { ...end, outcomes };
}

describe('records for a target that takes many at once', () => {
  it('go in lists no longer than it takes, and each gets its own id', async () => {
    const world = createWorld(() => undefined);
    const end = await send(world, ['a', 'b', 'c', 'd']);
    expect(world.lists).toEqual([['a', 'b', 'c'], ['d']]);
    expect(end.outcomes).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(end.results.map(({ targetId }) => targetId)).toEqual(['id-a', 'id-b', 'id-c', 'id-d']);
  });

  it('are left alone when they were sent before', async () => {
    const world = createWorld(() => undefined);
    await send(world, ['a', 'b']);
    const again = await send(world, ['a', 'b', 'c']);
    expect(again.outcomes).toEqual(['already-there', 'already-there', 'sent']);
    expect(world.arrived).toEqual(['a', 'b', 'c']);
  });

  it('end each on its own: one that is refused does not stop the others of its list', async () => {
    const refused = new PermanentError({ problem: { code: 'http.refused', params: {} } });
    const world = createWorld(() => ({ b: { error: refused } }));
    expect((await send(world, ['a', 'b', 'c'])).outcomes).toEqual(['sent', 'attention', 'sent']);
  });

  it('are looked up one by one when the answer about their list was lost, and none is sent twice', async () => {
    const world = createWorld((keys, call) => {
      if (call > 1) return undefined;
      world.arrived.push(...keys.slice(0, 2));
      throw new TemporaryError({ problem, outcomeUnknown: true });
    });
    expect((await send(world, ['a', 'b', 'c'])).outcomes).toEqual(['waiting', 'waiting', 'waiting']);
    expect((await send(world, ['a', 'b', 'c'])).outcomes).toEqual(['already-there', 'already-there', 'sent']);
    expect(world.arrived.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('wait for a person when the answer was lost and the target cannot be asked', async () => {
    const world = createWorld(() => {
      throw new TemporaryError({ problem, outcomeUnknown: true });
    }, false);
    expect((await send(world, ['a', 'b'])).outcomes).toEqual(['attention', 'attention']);
    expect(world.ledger.get('a')?.state).toBe('unknown');
    expect((await send(world, ['a', 'b'])).outcomes).toEqual(['attention', 'attention']);
    expect(world.lists).toHaveLength(1);
  });

  it('are parked when the connection is lost, apart from those that had arrived', async () => {
    const world = createWorld((_keys, call) => {
      if (call === 1) return { c: { error: lost() } };
      throw lost();
    });
    const end = await send(world, ['a', 'b', 'c', 'd']);
    expect(end.lost).toBeInstanceOf(ConnectionLostError);
    expect(end.outcomes).toEqual(['sent', 'sent', 'waiting', 'waiting']);
    expect(world.lists).toHaveLength(1);
    expect(world.ledger.get('c')?.state).toBe('failed');
  });
});
