import * as z from 'zod';
import { kindIds } from './kinds/ids.ts';

/** Ids of nodes are short, stable names chosen by the editor; edges and the activity log refer to them. */
export const NodeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

/** One step on the canvas. `settings` is parsed by the node's kind (flows/kinds). */
export const FlowNode = z.object({
  id: NodeId,
  kind: z.enum(kindIds),
  name: z.string().max(120).optional(),
  position: z.object({ x: z.number().min(-1e6).max(1e6), y: z.number().min(-1e6).max(1e6) }),
  settings: z.record(z.string().max(60), z.unknown()).default({}),
});
export type FlowNode = z.infer<typeof FlowNode>;

/** A line from one of a node's output ports to the next node. Several lines may lead to one node. */
export const FlowEdge = z.object({ from: NodeId, port: z.string().max(40).default('out'), to: NodeId });
export type FlowEdge = z.infer<typeof FlowEdge>;

/** A flow's graph. It may be unsound while it is a draft; flows/check-flow.ts says what is missing. */
export const Graph = z.object({ nodes: z.array(FlowNode).max(200), edges: z.array(FlowEdge).max(400) });
export type Graph = z.infer<typeof Graph>;
