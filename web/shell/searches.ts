import * as z from 'zod';
import { Outcome, RunStatus } from '#flows/api/runs.ts';
import { NodeId } from '#flows/graph.ts';

/** What stands behind the ? of each page's address. A value that is not understood is left out, never an error. */
export const WelcomeSearch = z.object({
  to: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
});

export const FlowsSearch = z.object({ q: z.string().optional().catch(undefined) });

export const ActivitySearch = z.object({
  tab: z.enum(['items', 'runs']).optional().catch(undefined),
  q: z.coerce.string().max(200).optional().catch(undefined),
  outcome: Outcome.optional().catch(undefined),
  flow: z.uuid().optional().catch(undefined),
  status: RunStatus.optional().catch(undefined),
});
export type ActivitySearch = z.infer<typeof ActivitySearch>;

export const RunSearch = z.object({
  node: NodeId.optional().catch(undefined),
  outcome: Outcome.optional().catch(undefined),
  q: z.coerce.string().max(200).optional().catch(undefined),
});
export type RunSearch = z.infer<typeof RunSearch>;

/** What another system sends a person back with; it may add parameters of its own. */
export const AccessSearch = z.object({
  state: z.coerce.string().max(2000).optional().catch(undefined),
  code: z.coerce.string().max(5000).optional().catch(undefined),
  error: z.coerce.string().max(200).optional().catch(undefined),
});
export const TablesSearch = z.object({ make: z.coerce.string().max(80).optional().catch(undefined) });
export const TableSearch = z.object({ add: z.coerce.string().max(300).optional().catch(undefined) });

export const NewConnectionSearch = z.object({ connector: z.string().optional().catch(undefined) });
