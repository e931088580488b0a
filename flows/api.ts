import * as z from 'zod';
import { connectionRoutes } from './api/connections.ts';
import { connectorRoutes } from './api/connectors.ts';
import { fileRoutes } from './api/files.ts';
import { flowTestRoutes } from './api/flow-tests.ts';
import { flowRoutes } from './api/flows.ts';
import { inboxRoutes } from './api/inboxes.ts';
import { replayRoutes } from './api/replays.ts';
import { route } from './api/route.ts';
import { RunSummary, runRoutes, StepCounts } from './api/runs.ts';
import { sandboxRoutes } from './api/sandboxes.ts';
import { sessionRoutes } from './api/session.ts';
import { shadowRoutes } from './api/shadows.ts';
import { timeZoneRoutes } from './api/time-zone.ts';
import { valueTableRoutes } from './api/value-tables.ts';

/** What GET /api/events sends, as server-sent events whose data is this JSON. At most four a second per run. */
export const LiveEvent = z.object({ type: z.literal('run'), run: RunSummary, steps: StepCounts });
export type LiveEvent = z.infer<typeof LiveEvent>;

/** Every HTTP route of the product, by the name that server and web call it. */
export const api = {
  health: route({
    method: 'GET',
    path: '/api/health',
    access: 'public',
    summary: 'Whether the server and its database answer',
    response: z.object({ status: z.literal('ok') }),
  }),
  ...sessionRoutes,
  ...connectorRoutes,
  ...connectionRoutes,
  ...flowRoutes,
  ...runRoutes,
  ...replayRoutes,
  ...flowTestRoutes,
  ...shadowRoutes,
  ...sandboxRoutes,
  ...fileRoutes,
  ...timeZoneRoutes,
  ...inboxRoutes,
  ...valueTableRoutes,
};
export type Api = typeof api;
export type RouteName = keyof Api;
