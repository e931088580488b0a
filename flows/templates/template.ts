import * as z from 'zod';
import { Outcome } from '../api/runs.ts';
import { Graph, NodeId } from '../graph.ts';
import { TableName, TableRows } from '../mapping/value-table.ts';
import { Words } from '../words.ts';

/** flow.json: a ready-made flow. In its graph a node's `connection` holds a slot's name, filled in when it is used. */
export const TemplateFlow = z.object({
  title: Words,
  about: Words,
  steps: z.array(Words).describe("the steps in a merchant's words"),
  slots: z.record(z.string(), z.object({ connector: z.string(), title: Words })),
  graph: Graph,
  questions: z
    .array(z.object({ node: NodeId, option: z.string() }))
    .max(3)
    .default([])
    .describe(
      "options of its steps that a person is asked for when the flow is made; the graph's own value is the proposal",
    ),
  tables: z
    .array(z.object({ name: TableName, rows: TableRows }))
    .default([])
    .describe('value tables that its formulas ask for; made with the flow where there is none of that name'),
});
export type TemplateFlow = z.infer<typeof TemplateFlow>;

/** sample.json: records as the source gives them. */
export const TemplateSample = z.array(z.object({ key: z.string(), title: z.string(), body: z.json() }));

/** expected.json: what becomes of each sample record when the flow is tried out. */
export const TemplateExpected = z.array(
  z.object({
    key: z.string(),
    outcome: Outcome.extract(['would-send', 'left-out', 'attention']),
    output: z.json().optional(),
    code: z.string().optional().describe('the problem code of a record that needs attention'),
  }),
);

/** The template's graph with every slot's name replaced by the chosen connection. */
export function fillSlots(graph: Graph, connections: Record<string, string>): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const slot = node.settings.connection;
      if (typeof slot !== 'string') return node;
      return { ...node, settings: { ...node.settings, connection: connections[slot] ?? null } };
    }),
  };
}

/** What a person answered, by node and option. */
export type TemplateAnswers = Record<string, Record<string, string | number | boolean | null>>;

/** The graph with the answers as its nodes' options. */
export function withAnswers(graph: Graph, answers: TemplateAnswers): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const answered = answers[node.id];
      if (!answered) return node;
      const options = z.record(z.string(), z.unknown()).parse(node.settings.options ?? {});
      return { ...node, settings: { ...node.settings, options: { ...options, ...answered } } };
    }),
  };
}
