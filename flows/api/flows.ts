import * as z from 'zod';
import { Graph, NodeId } from '../graph.ts';
import { Problem } from '../problem.ts';
import { Words } from '../words.ts';
import { FormField } from './connectors.ts';
import { ById, Done, Id, route, Time } from './route.ts';
import { RunSummary } from './runs.ts';

/** What stands in the way of publishing, at which node. */
export const GraphProblem = Problem.extend({ node: NodeId.nullable() });
export type GraphProblem = z.infer<typeof GraphProblem>;

export const FlowSummary = z.object({
  id: Id,
  name: z.string(),
  on: z.boolean(),
  publishedVersion: z.number().int().nullable(),
  changed: z.boolean().describe('the draft differs from the published version'),
  hold: Problem.nullable().describe('why the flow waits for a person, for instance a lost connection'),
  lastRun: RunSummary.nullable(),
  leftAlone: z
    .array(z.object({ connection: Id, name: z.string(), until: Time }))
    .describe('systems of the flow that failed in a row and are left alone for now'),
  nextCheckAt: Time.nullable(),
  systems: z.array(z.string()).describe('connector ids in the order of the graph'),
});
export type FlowSummary = z.infer<typeof FlowSummary>;

export const Draft = z.object({
  graph: Graph,
  revision: z.number().int(),
  savedAt: Time,
  problems: z.array(GraphProblem),
});
export type Draft = z.infer<typeof Draft>;

export const Flow = FlowSummary.extend({ draft: Draft });
export type Flow = z.infer<typeof Flow>;

const VersionSummary = z.object({
  version: z.number().int(),
  note: z.string(),
  publishedAt: Time,
  publishedBy: z.string().nullable(),
});
const Answer = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]);

export const Template = z.object({
  id: z.string(),
  title: Words,
  about: Words,
  slots: z.record(z.string(), z.object({ connector: z.string(), title: Words })),
  steps: z.array(Words),
  questions: z.array(
    z.object({
      node: NodeId,
      slot: z.string(),
      field: FormField,
      value: Answer.describe('what the template proposes'),
      example: Answer.describe('what suits the stand-in; null = nothing of its own'),
    }),
  ),
});
export type Template = z.infer<typeof Template>;

/** One source of a flow and how far it has been read. */
export const SourceCursor = z.object({
  node: NodeId,
  cursor: z.unknown().describe('null = not read yet, or set to the start'),
  movedAt: Time.nullable(),
  moment: Time.nullable().describe('up to when it has read, where the cursor tells'),
  canStartAt: z.boolean().describe('a moment can be set'),
});
export type SourceCursor = z.infer<typeof SourceCursor>;

export const flowRoutes = {
  listTemplates: route({
    method: 'GET',
    path: '/api/templates',
    access: 'viewer',
    summary: 'Ready-made flows',
    response: z.object({ items: z.array(Template) }),
  }),
  listFlows: route({
    method: 'GET',
    path: '/api/flows',
    access: 'viewer',
    summary: 'All flows of the organization',
    response: z.object({ items: z.array(FlowSummary) }),
  }),
  createFlow: route({
    method: 'POST',
    path: '/api/flows',
    access: 'merchant',
    summary: 'Start a flow from a template and its connections, or from a graph (an empty one by default)',
    body: z.union([
      z.strictObject({
        template: z.string().max(80),
        connections: z.record(z.string().max(60), Id),
        answers: z.record(NodeId, z.record(z.string().max(60), Answer)).optional(),
        name: z.string().trim().min(1).max(120).optional(),
      }),
      z.strictObject({ graph: Graph.default({ nodes: [], edges: [] }), name: z.string().trim().min(1).max(120) }),
    ]),
    response: Flow,
  }),
  getFlow: route({
    method: 'GET',
    path: '/api/flows/:id',
    access: 'viewer',
    summary: 'One flow with its draft',
    params: ById,
    response: Flow,
  }),
  renameFlow: route({
    method: 'PATCH',
    path: '/api/flows/:id',
    access: 'merchant',
    summary: 'Rename a flow',
    params: ById,
    body: z.object({ name: z.string().trim().min(1).max(120) }),
    response: Flow,
  }),
  deleteFlow: route({
    method: 'DELETE',
    path: '/api/flows/:id',
    access: 'expert',
    summary: 'Delete a flow, its versions and its activity',
    params: ById,
    response: Done,
  }),
  saveDraft: route({
    method: 'PUT',
    path: '/api/flows/:id/draft',
    access: 'merchant',
    summary: 'Save the draft; 409 with the current draft when someone saved meanwhile',
    params: ById,
    body: z.object({ graph: Graph, revision: z.number().int().describe('the revision this change was made on') }),
    response: Draft,
  }),
  publishFlow: route({
    method: 'POST',
    path: '/api/flows/:id/publish',
    access: 'expert',
    summary: 'Make the draft a numbered version; 409 while it has problems, or while a test kept with it fails',
    params: ById,
    body: z
      .object({
        note: z.string().trim().max(500).default(''),
        despiteTests: z.boolean().default(false).describe('publish although tests fail; the note says why'),
      })
      .refine(({ note, despiteTests }) => note !== '' || !despiteTests, { message: 'say why', path: ['note'] }),
    response: Flow,
  }),
  listVersions: route({
    method: 'GET',
    path: '/api/flows/:id/versions',
    access: 'viewer',
    summary: 'Published versions, newest first',
    params: ById,
    response: z.object({ items: z.array(VersionSummary) }),
  }),
  getVersion: route({
    method: 'GET',
    path: '/api/flows/:id/versions/:version',
    access: 'viewer',
    summary: "One version's graph",
    params: z.object({ id: Id, version: z.coerce.number().int().min(1) }),
    response: VersionSummary.extend({ graph: Graph }),
  }),
  turnOn: route({
    method: 'POST',
    path: '/api/flows/:id/on',
    access: 'merchant',
    summary: 'Turn a published flow on: it goes on where it was read to, or begins now, at the start, or at a moment',
    params: ById,
    body: z.object({
      from: z
        .union([z.enum(['now', 'start']), Time])
        .optional()
        .describe('left out: where each source was read to, else its start'),
    }),
    response: Flow,
  }),
  turnOff: route({
    method: 'POST',
    path: '/api/flows/:id/off',
    access: 'merchant',
    summary: 'Pause a flow',
    params: ById,
    response: Flow,
  }),
  getCursor: route({
    method: 'GET',
    path: '/api/flows/:id/cursor',
    access: 'viewer',
    summary: 'How far each source of the flow has been read',
    params: ById,
    response: z.object({ items: z.array(SourceCursor) }),
  }),
  setCursor: route({
    method: 'PUT',
    path: '/api/flows/:id/cursor',
    access: 'expert',
    summary: 'Set how far a source has been read: a cursor or a moment; null reads from the start again',
    params: ById,
    body: z
      .object({ node: NodeId, cursor: z.json().optional(), moment: Time.optional() })
      .refine((body) => (body.cursor === undefined) !== (body.moment === undefined), {
        message: 'give cursor or moment',
      }),
    response: Done,
  }),
};
