import { afterAll, describe, expect, it } from 'vitest';
import type { FlowNode } from '#flows/graph.ts';
import type { Json } from '#server/connectors/connector.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { maximumAttempts } from './back-off.ts';
import { createCage } from './cage/pool.ts';
import { lookup } from './lookup.ts';
import type { EnginePorts, StepRecord } from './runner.ts';

const cage = createCage({ size: 1 });
afterAll(() => cage.close());

/** A step that asks for customers by e-mail address; `known` is what the other side has. */
function createStep(known: Record<string, Json>, settings: FlowNode['settings'] = {}) {
  const asked: string[] = [];
  const answers = new Map<string, Json>();
  const world = { fault: null as Error | null, asked, answers };
  const ports: EnginePorts = {
    cage,
    now: () => new Date('2026-03-01T10:00:00Z'),
    random: () => 0,
    openLookup: async () => ({
      system: 'The bookkeeping',
      async look(key, log) {
        asked.push(key);
        const at = { startedAt: '2026-03-01T10:00:00Z', milliseconds: 1, fault: null, requestBody: null };
        log({ ...at, method: 'GET', url: `https://books.example/${key}`, status: 200, responseBody: null });
        if (world.fault) throw world.fault;
        return known[key] ?? null;
      },
    }),
    answers: () => answers,
    openTarget: () => Promise.reject(new Error('Nothing is sent here')),
    ledger: () => ({
      claim: () => Promise.reject(new Error('Nothing is claimed here')),
      superseded: async () => new Set(),
    }),
  };
  const position = { x: 0, y: 0 };
  const node: FlowNode = { id: 'who', kind: 'lookup', position, settings: { key: 'email', as: 'debtor', ...settings } };
  const run = { id: 'run', mode: 'live' as const, personDecided: false, moment: { now: 0, seed: 'run' } };
  const walk = (bodies: Json[], attempts = 0) =>
    lookup.run(
      { node, graph: { nodes: [node], edges: [] }, run, ports },
      bodies.map(
        (body, no): StepRecord => ({
          ...{ no, key: String(no), version: null, readOrder: 1 },
          ...{ text: JSON.stringify(body), attempts },
        }),
      ),
    );
  return { world, walk };
}

const outputs = ({ results }: Awaited<ReturnType<ReturnType<typeof createStep>['walk']>>) =>
  results.toSorted((a, b) => a.no - b.no).map(({ outcome, output, problem }) => output ?? problem?.code ?? outcome);

describe('a step that looks something up', () => {
  it('puts the answer into the record, and asks for each key once', async () => {
    const { world, walk } = createStep({ 'a@x.example': { code: '10040' } });
    const end = await walk([{ email: 'a@x.example' }, { email: ' a@x.example' }, { email: 'b@x.example', no: 1 }]);
    expect(outputs(end)).toEqual([
      '{"email":"a@x.example","debtor":{"code":"10040"}}',
      '{"email":" a@x.example","debtor":{"code":"10040"}}',
      '{"email":"b@x.example","no":1,"debtor":null}',
    ]);
    expect(world.asked.toSorted()).toEqual(['a@x.example', 'b@x.example']);
    expect(end.results.flatMap(({ exchanges }) => exchanges ?? [])).toHaveLength(2);
  });

  it('remembers what it found for the rest of the run, but not that something was not there', async () => {
    const known: Record<string, Json> = { a: 1 };
    const { world, walk } = createStep(known);
    await walk([{ email: 'a' }, { email: 'b' }]);
    known.b = 2;
    expect(outputs(await walk([{ email: 'a' }, { email: 'b' }]))).toEqual([
      '{"email":"a","debtor":1}',
      '{"email":"b","debtor":2}',
    ]);
    expect(world.asked).toEqual(['a', 'b', 'b']);
  });

  it('leaves to a person what must be there and is not', async () => {
    const { walk } = createStep({}, { whenNotFound: 'attention' });
    const { results } = await walk([{ email: 'a' }]);
    expect(results[0]).toMatchObject({
      outcome: 'attention',
      problem: { code: 'run.not-found', params: { system: 'The bookkeeping', key: 'a' } },
    });
  });

  it('does not ask for a record without a key', async () => {
    const { world, walk } = createStep({});
    expect(outputs(await walk([{}, { email: '' }, { email: null }]))).toEqual([
      '{"debtor":null}',
      '{"email":"","debtor":null}',
      '{"email":null,"debtor":null}',
    ]);
    expect(world.asked).toEqual([]);
  });

  it('says what is wrong with a key, a formula or a record that cannot hold an answer', async () => {
    expect(outputs(await createStep({}).walk([{ email: ['a', 'b'] }]))).toEqual(['run.lookup-key-wrong']);
    expect(outputs(await createStep({}, { key: '$number("x")' }).walk([{}]))).toEqual(['mapping.not-a-number']);
    expect(outputs(await createStep({ a: 1 }, { key: '"a"' }).walk([['a list']]))).toEqual(['run.no-place-for-answer']);
  });
});

describe('a fault of the side that is asked', () => {
  const busy = () => new TemporaryError({ problem: { code: 'http.busy', params: {} }, retryAfterSeconds: 7 });

  it('that passes lets the records wait as long as was asked, and at last needs a person', async () => {
    const { world, walk } = createStep({});
    world.fault = busy();
    expect((await walk([{ email: 'a' }])).results).toMatchObject([{ outcome: 'waiting', retryAfterSeconds: 7 }]);
    const last = await walk([{ email: 'a' }], maximumAttempts - 1);
    expect(last.results).toMatchObject([{ outcome: 'attention', problem: { code: 'run.gave-up' } }]);
  });

  it('that stays needs a person', async () => {
    const { world, walk } = createStep({});
    world.fault = new PermanentError({ problem: { code: 'test.refused', params: {} } });
    expect(outputs(await walk([{ email: 'a' }]))).toEqual(['test.refused']);
  });

  it('that is a lost connection parks the records, and the rest is not asked', async () => {
    const { world, walk } = createStep({});
    world.fault = new ConnectionLostError({ problem: { code: 'test.revoked', params: {} } });
    const bodies = Array.from({ length: 20 }, (_, no) => ({ email: `k${no}` }));
    const end = await walk(bodies);
    expect(end.lost).toBe(world.fault);
    expect(end.results.every(({ outcome }) => outcome === 'waiting')).toBe(true);
    expect(world.asked.length).toBeLessThan(bodies.length);
  });
});
