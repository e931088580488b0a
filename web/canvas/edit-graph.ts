import { refuseLine } from '#flows/check-flow.ts';
import type { FlowEdge, FlowNode, Graph } from '#flows/graph.ts';
import type { KindId } from '#flows/kinds/ids.ts';
import { kinds } from '#flows/kinds/index.ts';
import { allPorts, failedPort } from '#flows/kinds/kind.ts';
import { card, freePlace, makeRoom, type Place, stepWidth } from './places.ts';

/** Every edit of a flow is one function from a graph to the next one, so that one action is one step of undo. */
export type Edit = (graph: Graph) => Graph;

export const newStep = (kind: KindId, id: string, position: Place): FlowNode => ({
  id,
  kind,
  position,
  settings: structuredClone(kinds[kind].initial),
});

/** The kinds that may follow another step. */
export const followers = Object.values(kinds).filter((kind) => kind.inputs === 1);

/** The kinds that fit in the middle of a line. */
export const betweeners = followers.filter((kind) => kind.ports.length > 0);

/** The line that would leave a step by one of its ports, or by its first one; null when nothing may follow it there. */
export function lineFrom(graph: Graph, from: string, to: string, by?: string): FlowEdge | null {
  const node = graph.nodes.find((it) => it.id === from);
  const port = node && (by === undefined ? kinds[node.kind].ports : allPorts(kinds[node.kind])).find(isPort(by));
  return port === undefined ? null : { from, port, to };
}

const isPort = (wanted: string | undefined) => (port: string) => wanted === undefined || port === wanted;

/** Whether a step leads on, apart from what fails there. */
export const leadsOn = ({ edges }: Graph, id: string) =>
  edges.some(({ from, port }) => from === id && port !== failedPort);

/** Adds a step where a person put it. */
export const addStep =
  (node: FlowNode): Edit =>
  (graph) => ({ ...graph, nodes: [...graph.nodes, { ...node, position: freePlace(graph, node.position) }] });

/** Adds a step behind another one and draws the line; where no line may be drawn the step stands alone. */
export const addStepAfter =
  (node: FlowNode, after: string | null, port?: string): Edit =>
  (graph) => {
    const before = graph.nodes.find((it) => it.id === after) ?? lastOpenStep(graph);
    const below = port === failedPort ? card.height + 32 : 0;
    const place = before ? { x: before.position.x + stepWidth, y: before.position.y + below } : node.position;
    const added = addStep({ ...node, position: place })(graph);
    const line = before && lineFrom(added, before.id, node.id, port);
    return line ? connect(line)(added) : added;
  };

/** The step that a click in the step list goes on from when none is chosen: the last one that still leads nowhere. */
function lastOpenStep(graph: Graph): FlowNode | null {
  const open = graph.nodes.filter((node) => kinds[node.kind].ports.length > 0 && !leadsOn(graph, node.id));
  return open.at(-1) ?? null;
}

/** Puts a step into a line, and moves what follows aside when it does not fit. */
export const insertStep =
  (node: FlowNode, line: FlowEdge): Edit =>
  (graph) => {
    const port = kinds[node.kind].ports[0];
    const from = graph.nodes.find((it) => it.id === line.from);
    if (port === undefined || kinds[node.kind].inputs === 0 || !from) return addStep(node)(graph);
    const position = { x: from.position.x + stepWidth, y: from.position.y };
    const room = makeRoom(graph, line.to, position.x + stepWidth);
    const others = graph.edges.filter((edge) => !sameLine(edge, line));
    const edges = [...others, { ...line, to: node.id }, { from: node.id, port, to: line.to }];
    return { nodes: [...room.nodes, { ...node, position }], edges };
  };

/** Draws a line, unless it is refused. */
export const connect =
  (line: FlowEdge): Edit =>
  (graph) =>
    refuseLine(graph, line) ? graph : { ...graph, edges: [...graph.edges, line] };

export const removeLine =
  (line: FlowEdge): Edit =>
  (graph) => ({ ...graph, edges: graph.edges.filter((edge) => !sameLine(edge, line)) });

/** Takes steps away and closes the gap: what came before leads to what came after. */
export const removeSteps =
  (ids: readonly string[]): Edit =>
  (graph) =>
    ids.reduce(removeStep, graph);

function removeStep(graph: Graph, id: string): Graph {
  const into = graph.edges.filter((edge) => edge.to === id);
  const outOf = graph.edges.filter((edge) => edge.from === id && edge.port !== failedPort);
  const rest: Graph = {
    nodes: graph.nodes.filter((node) => node.id !== id),
    edges: graph.edges.filter((edge) => edge.from !== id && edge.to !== id),
  };
  const healing = into.flatMap((before) => outOf.map((after) => ({ ...before, to: after.to })));
  return healing.reduce((healed, line) => connect(line)(healed), rest);
}

export const moveSteps =
  (places: ReadonlyMap<string, Place>): Edit =>
  (graph) => ({
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, position: places.get(node.id) ?? node.position })),
  });

/** Copies steps with their settings, and the lines between them; `ids` says which copy gets which id. */
export const duplicateSteps =
  (ids: ReadonlyMap<string, string>): Edit =>
  (graph) => {
    const copies = graph.nodes.flatMap((node) => {
      const id = ids.get(node.id);
      if (id === undefined) return [];
      const position = { x: node.position.x + 32, y: node.position.y + 140 };
      return [{ ...structuredClone(node), id, position }];
    });
    const lines = graph.edges.flatMap((edge) => {
      const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
      return from !== undefined && to !== undefined ? [{ ...edge, from, to }] : [];
    });
    return { nodes: [...graph.nodes, ...copies], edges: [...graph.edges, ...lines] };
  };

export const renameStep =
  (id: string, name: string): Edit =>
  (graph) =>
    changeStep(graph, id, ({ name: _, ...node }) => (name === '' ? node : { ...node, name }));

/** Replaces some of a step's settings and leaves the others as they are. */
export const changeSettings =
  (id: string, settings: Record<string, unknown>): Edit =>
  (graph) =>
    changeStep(graph, id, (node) => ({ ...node, settings: { ...node.settings, ...settings } }));

const changeStep = (graph: Graph, id: string, change: (node: FlowNode) => FlowNode): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.id === id ? change(node) : node)),
});

const sameLine = (a: FlowEdge, b: FlowEdge) => a.from === b.from && a.port === b.port && a.to === b.to;

export const lineId = (line: FlowEdge) => `${line.from}:${line.port}>${line.to}`;
