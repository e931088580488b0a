import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findConnection } from '#server/connections/sealed.ts';
import type { Budget } from '#server/connectors/connector.ts';
import { TemporaryError } from '#server/errors.ts';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';
import { gateOf, waitFor } from './budget.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('admin');
});
afterAll(() => koppel.stop());

async function gates(budget: Omit<Budget, 'confidence'>, count: number, now = () => new Date()) {
  const id = await connectSandbox(person, 'http');
  const row = await findConnection(koppel.services, person.organizationId, id);
  if (!row) throw new Error('the connection is gone');
  return Array.from({ length: count }, () =>
    gateOf({ db: koppel.services.db, now }, row, { confidence: 'assumed', ...budget }),
  );
}

const refusal = (entering: Promise<unknown>) =>
  entering.then(
    () => null,
    (error: unknown) =>
      error instanceof TemporaryError ? { code: error.problem.code, in: error.retryAfterSeconds } : error,
  );

it('no more calls start in any period than the system allows, whenever they come', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (gaps, most) => {
        const budget = { confidence: 'assumed', calls: { most, perSeconds: 2 } } as const;
        const started: number[] = [];
        let time = 0;
        for (const gap of gaps) {
          time += gap;
          if (waitFor(budget, { started, underWay: {}, errors: [] }, time) <= 0) started.push(time);
        }
        for (const first of started)
          expect(started.filter((it) => it >= first && it < first + 2000).length).toBeLessThanOrEqual(most);
      },
    ),
  );
});

it('two processes share what is allowed, and who would wait long is told when to come back', async () => {
  const time = new Date('2026-11-21T10:00:00Z');
  const [one, two] = await gates({ calls: { most: 10, perSeconds: 60 } }, 2, () => time);
  const entered = await Promise.all(
    Array.from({ length: 14 }, (_, index) => refusal((index % 2 ? one : two)?.enter() ?? Promise.reject())),
  );
  expect(entered.filter((it) => it === null)).toHaveLength(10);
  expect(entered.filter((it) => it !== null)).toEqual(
    Array.from({ length: 4 }, () => ({ code: 'run.budget-spent', in: 60 })),
  );
});

it('only so many calls are under way at once, and the next one begins when one has ended', async () => {
  const [one, two] = await gates({ concurrent: 2 }, 2);
  let underWay = 0;
  let most = 0;
  const call = async (index: number) => {
    const leave = await (index % 2 ? one : two)?.enter();
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    await leave?.(false);
  };
  await Promise.all(Array.from({ length: 8 }, (_, index) => call(index)));
  expect(most).toBeLessThanOrEqual(2);
});

it('after too many errors in an hour nothing is asked until the first is an hour old', async () => {
  let time = new Date('2026-11-21T10:00:00Z');
  const [gate] = await gates({ errorsPerHour: 3 }, 1, () => time);
  for (let times = 0; times < 3; times += 1) await (await gate?.enter())?.(true);
  time = new Date('2026-11-21T10:40:00Z');
  expect(await refusal(gate?.enter() ?? Promise.reject())).toEqual({ code: 'run.budget-spent', in: 1200 });
  time = new Date('2026-11-21T11:00:01Z');
  expect(await refusal(gate?.enter() ?? Promise.reject())).toBeNull();
});
