import * as z from 'zod';
import { CronText } from '../schedule/cron.ts';
import { defineKind } from './kind.ts';
import { missingOperation } from './operation.ts';
import words from './words.json' with { type: 'json' };

/** Where records come from: a connection, one of its connector's sources, that source's options, and how often. */
export const SourceSettings = z.object({
  connection: z.string().max(60).nullable().default(null),
  operation: z.string().max(60).nullable().default(null),
  options: z.record(z.string().max(60), z.unknown()).default({}),
  /** Minutes between two checks while the flow is on; null = only when a person runs it. */
  everyMinutes: z.number().int().min(1).max(10_080).nullable().default(15),
  /** A cron line by the organization's clocks, instead of the interval: `0 8 * * *` is daily at 8:00. */
  cron: CronText.nullable().default(null),
});
export type SourceSettings = z.infer<typeof SourceSettings>;

export const source = defineKind({
  id: 'source',
  words: words.source,
  settings: SourceSettings,
  inputs: 0,
  ports: ['out'],
  mayFail: false,
  mayEnd: false,
  checksEvery: ({ everyMinutes, cron }) => (cron === null ? everyMinutes : null),
  checksAt: ({ cron }) => cron,
  missing: (settings, surroundings) => missingOperation(settings, 'source', surroundings),
});
