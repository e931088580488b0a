import * as z from 'zod';
import { checkRule } from '../mapping/check.ts';
import { tablesOfRule } from '../mapping/tables-used.ts';
import { defineKind } from './kind.ts';
import words from './words.json' with { type: 'json' };

/** The comparisons of the sentence "Status is Paid"; the field is a JSONata path over the record. */
export const comparisons = ['is', 'is-not', 'contains', 'more-than', 'less-than', 'is-filled', 'is-empty'] as const;

export const Condition = z.object({
  field: z.string().max(500),
  is: z.enum(comparisons),
  value: z.union([z.string().max(500), z.number(), z.boolean()]).default(''),
});
export type Condition = z.infer<typeof Condition>;

/** Which records pass: a sentence of conditions for people, or a JSONata formula for experts. */
export const FilterSettings = z.object({
  rule: z
    .discriminatedUnion('mode', [
      z.object({
        mode: z.literal('conditions'),
        match: z.enum(['all', 'any']),
        conditions: z.array(Condition).max(50),
      }),
      z.object({ mode: z.literal('expression'), expression: z.string().max(5000) }),
    ])
    .default({ mode: 'conditions', match: 'all', conditions: [] }),
});
export type FilterSettings = z.infer<typeof FilterSettings>;

export const filter = defineKind({
  id: 'filter',
  words: words.filter,
  settings: FilterSettings,
  inputs: 1,
  ports: ['out'],
  mayFail: true,
  mayEnd: false,
  tables: ({ rule }) => tablesOfRule(rule),
  missing: ({ rule }) => {
    const empty =
      rule.mode === 'conditions'
        ? rule.conditions.length === 0 || rule.conditions.some((condition) => condition.field.trim() === '')
        : rule.expression.trim() === '';
    return empty ? [{ code: 'flow.no-condition', params: {} }] : checkRule(rule).map(({ problem }) => problem);
  },
});
