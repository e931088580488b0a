import { connectionRules } from './conformance-connection.ts';
import { lookupRules } from './conformance-lookup.ts';
import type { Rule } from './conformance-rule.ts';
import { sourceRules } from './conformance-source.ts';
import { targetRules } from './conformance-target.ts';
import { wordRules } from './conformance-words.ts';

/** What every connector is held to, unasked. */
export const rules: Rule[] = [...wordRules, ...connectionRules, ...sourceRules, ...lookupRules, ...targetRules];
