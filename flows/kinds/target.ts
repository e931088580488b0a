import * as z from 'zod';
import { defineKind } from './kind.ts';
import { missingOperation } from './operation.ts';
import words from './words.json' with { type: 'json' };

/** Where records go: a connection, one of its connector's targets, and that target's options. */
export const TargetSettings = z.object({
  connection: z.string().max(60).nullable().default(null),
  operation: z.string().max(60).nullable().default(null),
  options: z.record(z.string().max(60), z.unknown()).default({}),
});
export type TargetSettings = z.infer<typeof TargetSettings>;

export const target = defineKind({
  id: 'target',
  words: words.target,
  settings: TargetSettings,
  inputs: 1,
  ports: [],
  mayFail: true,
  mayEnd: true,
  missing: (settings, surroundings) => missingOperation(settings, 'target', surroundings),
});
