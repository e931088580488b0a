import * as z from 'zod';
import { type Difference, differences } from './differences.ts';
import type { FlowEdge, FlowNode, Graph } from './graph.ts';
import { kinds } from './kinds/index.ts';

/** What became of one step between two graphs. Its place on the canvas does not count. */
export type StepChange =
  | { what: 'added' | 'removed'; node: FlowNode }
  | { what: 'changed'; node: FlowNode; before: FlowNode; changes: Difference[] };

export type GraphChanges = {
  steps: StepChange[];
  lines: { what: 'added' | 'removed'; edge: FlowEdge }[];
};

type Json = z.infer<ReturnType<typeof z.json>>;

/** What changed between two graphs: steps, their settings row by row, and lines. */
export function graphChanges(before: Graph, after: Graph): GraphChanges {
  const added = after.nodes.filter((node) => !find(before, node.id));
  const removed = before.nodes.filter((node) => !find(after, node.id));
  const changed = after.nodes.flatMap((node): StepChange[] => {
    const old = find(before, node.id);
    const changes = old ? differences(content(old), content(node)) : [];
    return old && changes.length > 0 ? [{ what: 'changed', node, before: old, changes }] : [];
  });
  const steps: StepChange[] = [
    ...changed,
    ...added.map((node) => ({ what: 'added' as const, node })),
    ...removed.map((node) => ({ what: 'removed' as const, node })),
  ];
  const lines = [
    ...missing(after, before).map((edge) => ({ what: 'added' as const, edge })),
    ...missing(before, after).map((edge) => ({ what: 'removed' as const, edge })),
  ];
  return { steps, lines };
}

/** Both graphs in one picture: the later one, with the steps and lines that it has lost. */
export function bothGraphs(before: Graph, after: Graph): Graph {
  const lost = before.nodes.filter((node) => !find(after, node.id));
  const stays = new Set([...after.nodes, ...lost].map(({ id }) => id));
  const lines = missing(before, after).filter(({ from, to }) => stays.has(from) && stays.has(to));
  const goesThroughLost = lines.filter(({ from, to }) => lost.some(({ id }) => id === from || id === to));
  return { nodes: [...after.nodes, ...lost], edges: [...after.edges, ...goesThroughLost] };
}

export const isUnchanged = ({ steps, lines }: GraphChanges) => steps.length === 0 && lines.length === 0;

const find = (graph: Graph, id: string) => graph.nodes.find((node) => node.id === id);

const missing = (from: Graph, other: Graph) =>
  from.edges.filter((edge) => !other.edges.some((it) => JSON.stringify(it) === JSON.stringify(edge)));

/** A setting that was left to its default and one that says the same are no change. */
function content({ kind, name, settings }: FlowNode): Json {
  const parsed = z.record(z.string(), z.unknown()).safeParse(kinds[kind].settings.safeParse(settings).data);
  const whole = { kind, name, ...(parsed.success ? parsed.data : settings) };
  return keyed(z.json().parse(JSON.parse(JSON.stringify(whole))));
}

/** Rows are known by the field they fill, not by their place: a row that is put in between changes no other. */
function keyed(value: Json): Json {
  if (Array.isArray(value)) {
    const rows = value.map(keyed);
    const names = value.map((row) => (isObject(row) && typeof row.to === 'string' ? row.to : null));
    if (rows.length === 0 || names.includes(null) || new Set(names).size < names.length) return rows;
    return Object.fromEntries(rows.map((row, place) => [names[place] ?? '', withoutTo(row)]));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, keyed(part)]));
}

const withoutTo = (row: Json): Json => {
  if (!isObject(row)) return row;
  const { to: _, ...rest } = row;
  return rest;
};

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
