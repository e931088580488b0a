import * as z from 'zod';
import { EndChange } from '../path-ends.ts';
import { ById, Id, route, Time } from './route.ts';

/** One record that the draft treats differently from the version that was live. */
export const ShadowExample = z.object({
  run: Id,
  no: z.number().int(),
  key: z.string(),
  title: z.string(),
  changes: z.array(EndChange),
});
export type ShadowExample = z.infer<typeof ShadowExample>;

export const Shadow = z.object({
  startedAt: Time,
  endedAt: Time.nullable().describe('null while records that arrive are compared'),
  stale: z.boolean().describe('the draft was changed since'),
  waiting: z.number().int().describe('batches of past runs that are still to be compared'),
  compared: z.number().int(),
  changed: z.number().int(),
  examples: z.array(ShadowExample),
});
export type Shadow = z.infer<typeof Shadow>;

const Answer = z.object({ shadow: Shadow.nullable() });

export const shadowRoutes = {
  getShadow: route({
    method: 'GET',
    path: '/api/flows/:id/shadow',
    access: 'viewer',
    summary: 'How the draft compares with the published version so far',
    params: ById,
    response: Answer,
  }),
  startShadow: route({
    method: 'POST',
    path: '/api/flows/:id/shadow',
    access: 'merchant',
    summary:
      'Run the draft as it is now beside the published version: on the newest past records, and on those that arrive until it is stopped. It never sends',
    params: ById,
    body: z.object({ records: z.number().int().min(0).max(5000).default(500) }),
    response: Answer,
  }),
  stopShadow: route({
    method: 'DELETE',
    path: '/api/flows/:id/shadow',
    access: 'merchant',
    summary: 'Stop comparing records that arrive; what was found stays',
    params: ById,
    response: Answer,
  }),
};
