import * as z from 'zod';
import { ProblemWords } from '../problem.ts';
import { Words } from '../words.ts';
import { route } from './route.ts';

/** How well the vendor's contract is known: from its documents, from others' reports, or assumed by us. */
export const Confidence = z.enum(['documented', 'reported', 'assumed']);
export type Confidence = z.infer<typeof Confidence>;

/** The document, program or talk that the facts come from, by its own name; null where none is named. */
const FactsFrom = z.string().nullable();

/** What a step on the stand-in starts with, beside what its form says. */
const ExampleOptions = z.record(z.string(), z.unknown());

/** One field of a form, drawn from a zod schema. The default stands in `initial`. */
export const FormField = z.object({
  name: z.string(),
  title: Words,
  help: Words.nullable(),
  type: z.enum(['text', 'secret', 'number', 'boolean', 'choice', 'date', 'file', 'flow', 'long-text']),
  choices: z.array(z.object({ value: z.string(), title: Words })).optional(),
  required: z.boolean(),
  initial: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  placeholder: z.string().optional(),
  onlyWhen: z
    .object({ field: z.string(), is: z.array(z.string()) })
    .optional()
    .describe('shown only while another field has one of these values'),
});
export type FormField = z.infer<typeof FormField>;

export const TargetField = z.object({
  path: z.string().describe('dotted; the fields of a list item stand under "lines[]."'),
  title: Words,
  type: z.enum(['text', 'number', 'boolean', 'date', 'list', 'object']),
  required: z.boolean(),
});
export type TargetField = z.infer<typeof TargetField>;

export const SourceInfo = z.object({
  title: Words,
  confidence: Confidence,
  factsFrom: FactsFrom,
  form: z.array(FormField),
  optionsSchema: z.unknown().describe('JSON Schema'),
  exampleOptions: ExampleOptions,
  samples: z.array(z.object({ key: z.string(), title: z.string(), body: z.unknown() })),
  canReadOne: z.boolean(),
  pushed: z.boolean().describe('fed by what arrives by itself; there is nothing to schedule'),
  canStartAt: z.boolean().describe('it can be read from a moment, or for a period'),
});
export const TargetInfo = z.object({
  title: Words,
  confidence: Confidence,
  factsFrom: FactsFrom,
  form: z.array(FormField),
  optionsSchema: z.unknown().describe('JSON Schema'),
  exampleOptions: ExampleOptions,
  fields: z.array(TargetField).describe('empty = takes any fields'),
  canFind: z.boolean(),
  canUpdate: z.boolean().describe('it changes what it has when the content has changed'),
});

export const LookupInfo = z.object({
  title: Words,
  confidence: Confidence,
  factsFrom: FactsFrom,
  form: z.array(FormField),
  optionsSchema: z.unknown().describe('JSON Schema'),
  exampleOptions: ExampleOptions,
  key: z.object({ title: Words, help: Words.nullable() }).describe('what it is looked up by'),
  samples: z.array(z.object({ key: z.string(), answer: z.unknown() })),
});

export const ConnectorInfo = z.object({
  id: z.string(),
  title: Words,
  about: Words,
  confidence: Confidence,
  form: z.array(FormField),
  settingsSchema: z.unknown().describe('JSON Schema of a connection'),
  howToConnect: z.array(Words),
  problems: z.record(z.string(), ProblemWords),
  sources: z.record(z.string(), SourceInfo),
  lookups: z.record(z.string(), LookupInfo),
  targets: z.record(z.string(), TargetInfo),
  receives: z.boolean().describe('other systems send to it: each connection has an address'),
  sandbox: z.boolean().describe('a stand-in ships with it and can be connected to now'),
  suggests: z.boolean().describe('its forms can be filled from a description of the API'),
  offers: z.boolean().describe('its forms can be filled with what a connected system has (its tables)'),
});
export type ConnectorInfo = z.infer<typeof ConnectorInfo>;
export type SourceInfo = z.infer<typeof SourceInfo>;
export type LookupInfo = z.infer<typeof LookupInfo>;
export type TargetInfo = z.infer<typeof TargetInfo>;

/** One way to fill the form of an operation. */
export const Suggestion = z.object({
  side: z.enum(['source', 'target']),
  operation: z.string(),
  title: z.string(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type Suggestion = z.infer<typeof Suggestion>;

export const connectorRoutes = {
  listConnectors: route({
    method: 'GET',
    path: '/api/connectors',
    access: 'viewer',
    summary: 'Every system that can be connected: forms, sources, targets, help, contract confidence',
    response: z.object({ items: z.array(ConnectorInfo) }),
  }),
  suggestOptions: route({
    method: 'POST',
    path: '/api/connectors/:name/suggestions',
    access: 'merchant',
    summary: 'Ways to fill the forms of a connector, found in an OpenAPI document (JSON, at most 10 MB)',
    params: z.object({ name: z.string().max(60) }),
    body: z.object({ description: z.string().max(10_000_000) }),
    response: z.object({ items: z.array(Suggestion) }),
  }),
};
