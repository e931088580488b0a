import * as z from 'zod';
import { checkFormula } from '../mapping/check.ts';
import { forbiddenNames } from '../mapping/names.ts';
import { tablesOfFormula } from '../mapping/tables-used.ts';
import { defineKind } from './kind.ts';
import { missingOperation } from './operation.ts';
import words from './words.json' with { type: 'json' };

/** What a record lacks and another system knows: where it is asked, by which key, and where the answer goes. */
export const LookupSettings = z.object({
  connection: z.string().max(60).nullable().default(null),
  operation: z.string().max(60).nullable().default(null),
  options: z.record(z.string().max(60), z.unknown()).default({}),
  /** JSONata over the record that gives the key; a record for which it gives nothing is not asked about. */
  key: z.string().max(5000).default(''),
  /** The field of the record that holds the answer from then on. */
  as: z.string().max(60).default('found'),
  /** What is not there leaves the field empty (null), or its record needs attention. */
  whenNotFound: z.enum(['leave-empty', 'attention']).default('leave-empty'),
});
export type LookupSettings = z.infer<typeof LookupSettings>;

/** A plain name, so that formulas can say it as it is. */
const isName = (name: string) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !forbiddenNames.has(name);

export const lookup = defineKind({
  id: 'lookup',
  words: words.lookup,
  settings: LookupSettings,
  inputs: 1,
  ports: ['out'],
  mayFail: true,
  mayEnd: false,
  tables: ({ key }) => tablesOfFormula(key),
  missing: (settings, surroundings) => [
    ...missingOperation(settings, 'lookup', surroundings),
    ...(settings.key.trim() === ''
      ? [{ code: 'flow.no-lookup-key', params: {} }]
      : checkFormula(settings.key, null).map(({ problem }) => problem)),
    ...(isName(settings.as) ? [] : [{ code: 'flow.no-lookup-name', params: {} }]),
  ],
});
