import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StepOutcome } from '#flows/api/runs.ts';
import { readSteps, stepsText } from './steps-text.ts';

const outcomes: StepOutcome[] = ['passed', 'sent', 'would-send', 'already-there', 'left-out', 'attention', 'waiting'];
const moment = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const step = fc.record(
  {
    outcome: fc.constantFrom(...outcomes),
    at: moment,
    attempts: fc.nat(20),
    problem: fc.record({ code: fc.string(), params: fc.dictionary(fc.string(), fc.string()) }),
    targetId: fc.string({ minLength: 1 }),
    made: fc.constantFrom('created', 'updated'),
    port: fc.constantFrom('out', 'failed'),
  },
  { requiredKeys: ['outcome', 'at', 'attempts'] },
);
// A name of digits alone would change its place among an object's names.
const steps = fc.dictionary(
  fc.string({ minLength: 1 }).filter((name) => !/^\d+$/.test(name) && name !== '__proto__'),
  step,
);

it('a record’s steps come back as they were written, whatever happened at them', () => {
  fc.assert(
    fc.property(steps, (given) => {
      const read = readSteps(stepsText(given));
      expect(read).toEqual({ ...given });
      expect(Object.keys(read)).toEqual(Object.keys(given));
    }),
  );
});

it('what an earlier version of Koppel wrote is still read', () => {
  const old = { get: { outcome: 'passed' as const, at: '2026-11-21T10:00:00.000Z', attempts: 1 } };
  expect(readSteps(JSON.stringify(old))).toEqual(old);
});
