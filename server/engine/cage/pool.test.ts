import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemporaryError } from '#server/errors.ts';
import type { Cage } from './cage.ts';
import { Cells } from './cells.ts';
import { createCage } from './pool.ts';

const whole = (expression: string) => ({ mode: 'expression' as const, expression });
const records = (count: number) => Array.from({ length: count }, (_, no) => JSON.stringify({ id: no }));

let cage: Cage;
beforeAll(() => {
  cage = createCage();
});
afterAll(() => cage.close());

describe('a batch', () => {
  it('of a hundred records comes back whole and in order, whatever a record holds', async () => {
    const texts = Array.from({ length: 100 }, (_, no) =>
      JSON.stringify({ id: no, note: `zoë 🛒 "\n ${'é'.repeat(no * 300)}` }),
    );
    const mapped = await cage.map(whole('$'), texts);
    expect(mapped).toEqual(texts.map((text) => ({ ok: true, text })));
  });

  it('without records is nothing to do', async () => {
    expect(await cage.map(whole('$'), [])).toEqual([]);
  });

  it('goes on after a child died, with each fault at its own record', async () => {
    const texts = records(10).map((text) => text.replace('}', `,"note":"${'x'.repeat(50_000)}"}`));
    const expression = 'id in [3, 7] ? $join([1..5000].$string($$)) : id';
    const patient = createCage({ deadlineMs: 20_000 });
    const mapped = await patient.map(whole(expression), texts);
    await patient.close();
    const ends = mapped.map((one) => (one.ok ? one.text : one.problem.code));
    const memory = 'mapping.too-much-memory';
    expect(ends).toEqual(['0', '1', '2', memory, '4', '5', '6', memory, '8', '9']);
  }, 30_000);

  it('gives each record its own chances, whoever dies before it', async () => {
    const world = { now: 5, seeds: ['a', 'b', 'c', 'd'] };
    const expression = (deadly: string) =>
      whole(`id = ${deadly} ? $join([1..5000].$string($$)) : [$millis(), $random()]`);
    const texts = records(4).map((text) => text.replace('}', `,"note":"${'x'.repeat(50_000)}"}`));
    const patient = createCage({ deadlineMs: 20_000 });
    const all = await patient.map(expression('9'), texts, world);
    const survivors = await patient.map(expression('1'), texts, world);
    await patient.close();
    expect(survivors.map((one, no) => (one.ok ? one : all[no]))).toEqual(all);
    expect(survivors[1]).toMatchObject({ ok: false });
    expect(new Set(all.map((one) => one.ok && one.text)).size).toBe(4);
    expect(all[0]).toMatchObject({ text: expect.stringMatching(/^\[5,0\./) });
  }, 30_000);

  it('whose every record is too slow ends after five of them', async () => {
    const hasty = createCage({ deadlineMs: 300 });
    const mapped = await hasty.map(whole('($f := function($n) { $f($n + 1) }; $f(1))'), records(40));
    await hasty.close();
    const codes = mapped.map((one) => (one.ok ? 'ok' : one.problem.code));
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('mapping.too-slow'));
    expect(codes.slice(5)).toEqual(Array(35).fill('mapping.given-up'));
  }, 30_000);

  it('with a mapping that cannot be read fails for each record, with the row and the place', async () => {
    const rows = [{ to: 'a', from: '$sum(', ifEmpty: { do: 'leave-out' as const } }];
    const fault = { ok: false, problem: { code: 'mapping.unfinished', params: {} }, path: 'a', position: 5 };
    expect(await cage.map({ mode: 'rows', rows }, records(2))).toEqual([fault, fault]);
  });
});

describe('an incoming record', () => {
  it.each(['{"_jsonata_lambda":true,"id":1}', '{"lines":[{"\\u005fjsonata_function":true}]}'])(
    'that would fool the library is a fault and not an empty result: %s',
    async (record) => {
      expect(await cage.map(whole('$'), [record, '{"id":2}'])).toMatchObject([
        { ok: false, problem: { code: 'mapping.reserved-field' } },
        { ok: true, text: '{"id":2}' },
      ]);
    },
  );

  it('loses its own __proto__ and keeps a field called then', async () => {
    const record = '{"__proto__":{"isAdmin":true},"then":"later","id":1}';
    expect(await cage.map(whole('$'), [record])).toEqual([{ ok: true, text: '{"then":"later","id":1}' }]);
  });

  it('shows formulas nothing of its own __proto__', async () => {
    const found = await cage.map(whole('{"seen": $exists($lookup($, "__proto__"))}'), [
      '{"__proto__":{"isAdmin":true}}',
    ]);
    expect(found).toEqual([{ ok: true, text: '{"seen":false}' }]);
  });

  it('that is no JSON is a fault of its own', async () => {
    expect(await cage.map(whole('id'), ['{"id":', '{"id":2}'])).toMatchObject([
      { ok: false, problem: { code: 'mapping.record-unreadable' } },
      { ok: true, text: '2' },
    ]);
  });
});

describe('many batches at once', () => {
  it('of two organizations with the same formula never see each other’s records', async () => {
    const expression = '($x := $exists($x) ? "leak" : owner; {"owner": $x, "all": $$.owner, "id": id})';
    const batchOf = async (owner: string) => {
      const texts = Array.from({ length: 50 }, (_, id) => JSON.stringify({ id, owner }));
      const mapped = await cage.map(whole(expression), texts);
      return mapped.every((one, id) => one.ok && one.text === JSON.stringify({ owner, all: owner, id }));
    };
    const owners = Array.from({ length: 20 }, (_, no) => (no % 2 === 0 ? 'left.example' : 'right.example'));
    expect(await Promise.all(owners.map(batchOf))).toEqual(owners.map(() => true));
  });
});

describe('a condition', () => {
  it('passes or leaves out each record, and fails only for its own', async () => {
    const judged = await cage.judge('$number(total) > 10', ['{"total":"21"}', '{"total":"x"}', '{"total":"9"}']);
    expect(judged).toMatchObject([
      { ok: true, pass: true },
      { ok: false, problem: { code: 'mapping.not-a-number' } },
      { ok: true, pass: false },
    ]);
  });
});

describe('a preview', () => {
  const rows = [
    { to: 'id', from: 'id', ifEmpty: { do: 'stop' as const } },
    { to: 'total', from: '$number(total)', ifEmpty: { do: 'stop' as const } },
  ];

  it('tells the result and what every row gave', async () => {
    expect(await cage.preview({ mode: 'rows', rows }, '{"id":1,"total":"2.50"}')).toEqual({
      result: { ok: true, text: '{"id":1,"total":2.5}' },
      partial: null,
      rows: [
        { path: 'id', value: 1 },
        { path: 'total', value: 2.5 },
      ],
    });
  });

  it('of a failing mapping goes as far as it can', async () => {
    const problem = { code: 'mapping.not-a-number', params: { value: 'x' } };
    expect(await cage.preview({ mode: 'rows', rows }, '{"id":1,"total":"x"}')).toEqual({
      result: { ok: false, problem, path: 'total', position: 8 },
      partial: '{"id":1}',
      rows: [
        { path: 'id', value: 1 },
        { path: 'total', problem, position: 8 },
      ],
    });
  });
});

describe('a closed cage', () => {
  it('ends what is under way and takes nothing more, both as faults that may pass', async () => {
    const closing = createCage({ size: 1 });
    const calls = [1, 2].map(() => closing.map(whole('($f := function($n) { $f($n + 1) }; $f(1))'), records(1)));
    const ends = Promise.allSettled(calls);
    await closing.close();
    expect(await ends).toMatchObject([{ reason: expect.any(TemporaryError) }, { reason: expect.any(TemporaryError) }]);
    await expect(closing.map(whole('id'), records(1))).rejects.toThrow(TemporaryError);
  });

  it('never hands out a child that died while it was idle', async () => {
    const cells = new Cells({ heapMb: 96, deadlineMs: 1000 });
    const first = cells.take();
    cells.giveBack(first);
    await first.kill();
    const second = cells.take();
    expect(second).not.toBe(first);
    expect(second.alive).toBe(true);
    await cells.close();
  });
});
