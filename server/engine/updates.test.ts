import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FlowNode, Graph } from '#flows/graph.ts';
import type { MappingRow } from '#flows/mapping/rows.ts';
import type { Json } from '#server/connectors/connector.ts';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { ledgerRow, memoryLedger, settleInMemory } from '#server/testing/memory-ledger.ts';
import type { Delivery } from './delivery.ts';
import type { OpenTarget } from './open-target.ts';
import type { EnginePorts, StepRecord, StepRun } from './runner.ts';
import { target } from './target.ts';

const minute = 60_000;
const at = { x: 0, y: 0 };
const node = (id: string, kind: FlowNode['kind'], settings = {}): FlowNode => ({ id, kind, position: at, settings });
const graphOf = (rows: MappingRow[]): Graph => ({
  nodes: [node('match', 'datamapper', { mapping: { mode: 'rows', rows } }), node('send', 'target')],
  edges: [{ from: 'match', port: 'out', to: 'send' }],
});
const row = (to: string, when?: MappingRow['when']): MappingRow => ({
  ...{ to, from: to, ifEmpty: { do: 'leave-out' as const } },
  ...(when && { when }),
});

/** What happens to one call: it works, is refused for now, or works and its answer is lost. */
type Luck = 'works' | 'busy' | 'lost';

/** A place where things are made and changed under ids of their own, found by their key, and read. */
function createPlace() {
  const there = new Map<string, { id: string; content: Json }>();
  const calls: string[] = [];
  const history: Json[] = [];
  const luck: Luck[] = [];
  const put = (what: string, key: string, id: string, content: Json) => {
    calls.push(`${what} ${key}`);
    const now = luck.shift() ?? 'works';
    const problem = { code: 'test.trouble', params: {} };
    if (now === 'busy') throw new TemporaryError({ problem });
    there.set(key, { id, content });
    history.push(content);
    if (now === 'lost') throw new TemporaryError({ problem, outcomeUnknown: true });
    return { id };
  };
  const open: OpenTarget = {
    ...{ system: 'The shop', schema: z.unknown(), askFirst: false, repeatable: false, many: null },
    async write(record, key) {
      if (there.has(key) && !open.repeatable) throw new Error(`${key} was made twice`);
      return put('make', key, `id-${key}`, record);
    },
    async update(record, { id, key }) {
      return [...there.values()].some((it) => it.id === id) ? put('change', key, id, record) : null;
    },
    async find(_record, key) {
      calls.push(`find ${key}`);
      return there.get(key) ?? null;
    },
    read: async (id) => [...there.values()].find((it) => it.id === id)?.content ?? null,
  };
  return { there, calls, history, open, expect: (...next: Luck[]) => void luck.splice(0, luck.length, ...next) };
}

function createWorld(place = createPlace(), graph = graphOf([])) {
  const ledger = new Map<string, Delivery>();
  let clock = 0;
  const superseded = new Set<string>();
  /** Sends records as a batch of a run would, and writes down what became of them. */
  const send = async (list: (Partial<StepRecord> & { body: Json })[], run: Partial<StepRun> = {}) => {
    const id = run.id ?? 'run';
    const ports: EnginePorts = {
      cage: { map: never, judge: never, preview: never, close: never },
      now: () => new Date(clock),
      random: () => 0,
      openTarget: async () => place.open,
      openLookup: () => Promise.reject(new Error('Nothing is looked up here')),
      answers: () => new Map(),
      ledger: () => ({ ...memoryLedger(ledger, new Date(clock), id), superseded: async () => superseded }),
    };
    const records = list.map(
      ({ body, ...it }, no): StepRecord => ({
        ...{ no, key: 'a', version: null, readOrder: 1, attempts: 0, text: JSON.stringify(body) },
        ...it,
      }),
    );
    const step = { graph, node: graph.nodes[1] ?? node('send', 'target'), ports };
    const end = await target.run(
      { ...step, run: { id, mode: 'live', personDecided: false, moment: { now: 0, seed: id }, ...run } },
      records,
    );
    settleInMemory(
      ledger,
      end.results.flatMap(({ delivery }) => delivery ?? []),
      id,
    );
    return end.results.toSorted((one, other) => one.no - other.no);
  };
  const wait = (milliseconds: number) => {
    clock += milliseconds;
  };
  return { place, ledger, send, superseded, wait };
}
const never = () => Promise.reject(new Error('No formulas here'));

describe('a record whose content has changed', () => {
  it('is changed in the target, which is told, with what stood there before; unchanged it is left alone', async () => {
    const { send, place } = createWorld();
    expect(await send([{ body: { stock: 1 } }])).toMatchObject([{ outcome: 'sent', made: 'created' }]);
    expect(await send([{ body: { stock: 1 } }])).toMatchObject([{ outcome: 'already-there' }]);
    const [changed] = await send([{ body: { stock: 2 } }]);
    expect(changed).toMatchObject({ outcome: 'sent', made: 'updated', targetId: 'id-a', before: '{"stock":1}' });
    expect(place.calls).toEqual(['make a', 'change a']);
  });

  it('is left alone where the target cannot change it, and that is told', async () => {
    const { send, place } = createWorld();
    place.open.update = null;
    await send([{ body: { stock: 1 } }]);
    const differs = { outcome: 'already-there', problem: { code: 'run.differs', params: { system: 'The shop' } } };
    expect(await send([{ body: { stock: 2 } }])).toMatchObject([differs]);
    expect(await send([{ body: { stock: 2 } }])).toMatchObject([differs]);
    expect(await send([{ body: { stock: 1 } }])).not.toMatchObject([differs]);
  });

  it('is told to differ each time, also where only a look told that an earlier one had arrived', async () => {
    const { send, place } = createWorld();
    place.open.update = null;
    place.expect('lost');
    await send([{ body: 1, readOrder: 1 }], { id: 'first' });
    const differs = { outcome: 'already-there', problem: { code: 'run.differs' } };
    expect(await send([{ body: 2, readOrder: 2 }], { id: 'second' })).toMatchObject([differs]);
    expect(await send([{ body: 2, readOrder: 3 }], { id: 'third' })).toMatchObject([differs]);
    expect(place.history).toEqual([1]);
  });

  it('is made anew where it is gone from the target, or changed under its new id', async () => {
    const { send, place } = createWorld();
    await send([{ body: 1 }]);
    place.there.clear();
    expect(await send([{ body: 2 }])).toMatchObject([{ outcome: 'sent', made: 'created' }]);
    place.there.set('a', { id: 'other', content: 2 });
    expect(await send([{ body: 3 }])).toMatchObject([{ made: 'updated', targetId: 'other' }]);
    expect(place.there.get('a')).toEqual({ id: 'other', content: 3 });
  });

  it('whose answer was lost is changed once more, and nothing is made twice', async () => {
    const { send, place } = createWorld();
    await send([{ body: 1 }]);
    place.expect('lost');
    expect(await send([{ body: 2 }])).toMatchObject([{ outcome: 'waiting' }]);
    expect(await send([{ body: 2 }])).toMatchObject([{ outcome: 'sent', made: 'updated' }]);
    expect(place.history).toEqual([1, 2, 2]);
  });

  it('is changed, not made, where somebody else has put it there', async () => {
    const { send, place } = createWorld();
    place.open.askFirst = true;
    place.there.set('a', { id: 'theirs', content: 0 });
    expect(await send([{ body: 1 }])).toMatchObject([{ outcome: 'sent', made: 'updated', before: '0' }]);
    expect(place.calls).toEqual(['find a', 'change a']);
  });

  it('goes in the lists of a target that changes many at once', async () => {
    const { send, place } = createWorld();
    const lists: string[] = [];
    const answer = (what: string, list: readonly { key: string; id?: string }[]) => {
      lists.push(`${what} ${list.map(({ key, id = '' }) => key + id).join()}`);
      return list.map(({ key }) => ({ written: { id: `-${key}` } }));
    };
    place.open.many = {
      most: 2,
      write: async (list) => answer('make', list),
      update: async (list) => answer('change', list),
    };
    const all = (body: Json) => ['a', 'b', 'c'].map((key) => ({ key, body }));
    expect((await send(all(1))).map(({ made }) => made)).toEqual(['created', 'created', 'created']);
    const ends = await send([...all(2).slice(0, 2), { key: 'c', body: 1 }, { key: 'd', body: 1 }]);
    expect(ends.map(({ outcome, made }) => made ?? outcome)).toEqual([
      'updated',
      'updated',
      'already-there',
      'created',
    ]);
    expect(lists).toEqual(['make a,b', 'make c', 'make d', 'change a-a,b-b']);
  });
});

describe('rows that are for making or for changing only', () => {
  const graph = graphOf([
    row('stock'),
    row('name', 'create'),
    row('seo.title', 'create'),
    row('changed', 'update'),
    { to: 'lines', forEach: 'lines', rows: [row('sku') as never, row('price', 'create') as never] },
  ]);
  const body = (stock: number, name: string) => ({
    ...{ stock, name, seo: { title: name }, changed: true },
    lines: [{ sku: 'x', price: 1 }],
  });

  it('are sent on their way only, and the log shows what was sent', async () => {
    const { send, place } = createWorld(createPlace(), graph);
    const first = { stock: 1, name: 'Bag', seo: { title: 'Bag' }, lines: [{ sku: 'x', price: 1 }] };
    const [made] = await send([{ body: body(1, 'Bag') }]);
    const [changed] = await send([{ body: body(2, 'Tas') }]);
    const second = { stock: 2, changed: true, lines: [{ sku: 'x' }] };
    expect(place.history).toEqual([first, second]);
    expect([made?.output, changed?.output].map((text) => JSON.parse(text ?? ''))).toEqual([first, second]);
  });

  it('that are for making only are no reason to change what is there', async () => {
    const { send, place } = createWorld(createPlace(), graph);
    await send([{ body: body(1, 'Bag') }]);
    expect(await send([{ body: body(1, 'Tas') }])).toMatchObject([{ outcome: 'already-there' }]);
    expect(place.history).toHaveLength(1);
  });

  it('make the target be asked whether it is there, where the ledger does not know', async () => {
    const { send, place } = createWorld(createPlace(), graph);
    place.there.set('a', { id: 'theirs', content: {} });
    await send([{ body: body(1, 'Bag') }]);
    expect(place.history).toEqual([{ stock: 1, changed: true, lines: [{ sku: 'x' }] }]);
  });

  it('that are missed when it is made need a person', async () => {
    const { send, place, ledger } = createWorld(createPlace(), graph);
    place.open.schema = z.looseObject({ changed: z.boolean() });
    const missing = { outcome: 'attention', problem: { code: 'run.field-missing', params: { field: 'changed' } } };
    expect(await send([{ body: body(1, 'Bag') }])).toMatchObject([missing]);
    expect(ledger.get('a')?.state).toBe('failed');
  });
});

describe('an older version', () => {
  const newer = { outcome: 'already-there', problem: { code: 'run.newer-sent' } };

  it('never goes over a newer one that another run has sent meanwhile, also when it comes later', async () => {
    const { send, place } = createWorld();
    place.expect('busy');
    const old = { body: 'old', readOrder: 1 };
    expect(await send([old], { id: 'first' })).toMatchObject([{ outcome: 'waiting' }]);
    expect(await send([{ body: 'new', readOrder: 2 }], { id: 'second' })).toMatchObject([{ outcome: 'sent' }]);
    expect(await send([old], { id: 'first' })).toMatchObject([newer]);
    expect(place.there.get('a')?.content).toBe('new');
  });

  it('is known by what its source says, though it was read later', async () => {
    const { send, place } = createWorld();
    await send([{ body: 'new', readOrder: 1, version: 7 }]);
    expect(await send([{ body: 'old', readOrder: 2, version: 6 }])).toMatchObject([newer]);
    expect(place.history).toEqual(['new']);
  });

  it('in the same batch is passed over for the newest', async () => {
    const { send, place } = createWorld();
    const ends = await send([
      { body: 'new', version: 2 },
      { body: 'old', version: 1 },
    ]);
    expect(ends).toMatchObject([{ outcome: 'sent' }, newer]);
    expect(place.history).toEqual(['new']);
  });

  it('goes after all when the newer one was refused', async () => {
    const { send, place } = createWorld();
    await send([{ body: 'first', readOrder: 1 }]);
    const { update } = place.open;
    place.open.update = async () => {
      throw new PermanentError({ problem: { code: 'test.refused', params: {} } });
    };
    expect(await send([{ body: 'wrong', readOrder: 3 }])).toMatchObject([{ outcome: 'attention' }]);
    place.open.update = update;
    expect(await send([{ body: 'second', readOrder: 2 }])).toMatchObject([{ outcome: 'sent' }]);
  });

  it('is sent where an expert forces it', async () => {
    const { send, place } = createWorld();
    await send([{ body: 'new', readOrder: 2 }]);
    const forced = await send([{ body: 'old', readOrder: 1 }], { id: 'replay', force: true });
    expect(forced).toMatchObject([{ outcome: 'sent', made: 'updated' }]);
    expect(place.history).toEqual(['new', 'old']);
  });
});

describe('where records replace each other', () => {
  const leftOut = { outcome: 'left-out', problem: { code: 'run.superseded' } };

  it('only the newest of a batch is sent', async () => {
    const { send, place } = createWorld();
    const all = [1, 2, 3].map((body) => ({ body }));
    expect(await send(all, { replacing: true })).toMatchObject([leftOut, leftOut, { outcome: 'sent' }]);
    expect(place.history).toEqual([3]);
  });

  it('what waits is left out once a newer one has been read', async () => {
    const { send, place, superseded } = createWorld();
    place.expect('busy');
    await send([{ body: 1 }], { replacing: true });
    superseded.add('a');
    expect(await send([{ body: 1 }], { replacing: true })).toMatchObject([leftOut]);
    expect(place.history).toEqual([]);
  });
});

it('whatever order runs, retries, lost answers and deaths come in, what is there only grows newer, and the newest ends there', async () => {
  const step = fc.record({
    run: fc.nat(3),
    luck: fc.constantFrom<Luck>('works', 'busy', 'lost'),
    dies: fc.boolean(),
    waits: fc.constantFrom(0, 0, 5 * minute),
  });
  const versioned = fc.boolean();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 24 }),
      versioned,
      fc.boolean(),
      async (steps, hasVersions, repeatable) => {
        const place = createPlace();
        place.open.repeatable = repeatable;
        const world = createWorld(place);
        const ended = new Set<number>();
        const go = async (run: number) => {
          const age = hasVersions ? { version: run, readOrder: 10 - run } : { readOrder: run + 1 };
          const [end] = await world.send([{ body: run, ...age }], { id: `run-${run}` });
          if (end && end.outcome !== 'waiting') ended.add(run);
          return end;
        };
        for (const { run, luck, dies, waits } of steps) {
          if (ended.has(run)) continue;
          world.wait(waits);
          place.expect(luck);
          const before = world.ledger.get('a');
          await go(run);
          const after = world.ledger.get('a');
          // A process that dies after the call leaves the record in `sending`, and nobody knows what became of it.
          if (dies && after?.runId === `run-${run}` && after !== before && after.state !== 'sending') {
            world.ledger.set('a', ledgerRow({ ...after, state: 'sending', targetId: before?.targetId ?? null }));
            ended.delete(run);
          }
        }
        place.expect();
        for (let round = 0; ended.size < 4 && round < 12; round += 1) {
          world.wait(5 * minute);
          for (const run of [0, 1, 2, 3]) if (!ended.has(run)) await go(run);
        }
        expect(ended.size).toBe(4);
        const grows = [...place.history].sort((one, other) => Number(one) - Number(other));
        expect(place.history).toEqual(grows);
        expect(place.there.get('a')?.content).toBe(3);
      },
    ),
    { numRuns: 400 },
  );
});
