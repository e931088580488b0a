import * as z from 'zod';
import { Words } from '../words.ts';
import { FormField } from './connectors.ts';
import { Done, route, Time } from './route.ts';

/** One plain table of a sandbox's world: orders, stock, what arrived. Cells are short texts or numbers. */
export const SandboxTable = z.object({
  id: z.string(),
  title: Words,
  columns: z.array(z.object({ id: z.string(), title: Words })),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
});
export type SandboxTable = z.infer<typeof SandboxTable>;

export const faultNames = [
  'refuse',
  'busy',
  'error',
  'timeout-before',
  'timeout-after',
  'half-answer',
  'revoke-token',
  'duplicate-webhook',
  'late-webhook',
  'rename-field',
] as const;
export const FaultName = z.enum(faultNames);

export const SandboxInfo = z.object({
  name: z.string().describe("the connector's id"),
  title: Words,
  tables: z.array(SandboxTable),
  actions: z.array(z.object({ id: z.string(), title: Words, form: z.array(FormField) })),
  faults: z.array(FaultName),
  pending: z.array(z.object({ kind: FaultName, times: z.number() })),
});
export type SandboxInfo = z.infer<typeof SandboxInfo>;

export const Received = z.object({ at: Time, what: z.string(), id: z.string(), body: z.unknown() });
const ByName = z.object({ name: z.string().max(60) });

export const sandboxRoutes = {
  listSandboxes: route({
    method: 'GET',
    path: '/api/sandboxes',
    access: 'viewer',
    summary: 'The stand-ins and their worlds',
    response: z.object({ items: z.array(SandboxInfo) }),
  }),
  actOnSandbox: route({
    method: 'POST',
    path: '/api/sandboxes/:name/actions/:action',
    access: 'merchant',
    summary: 'Do something in a stand-in: place an order, change a stock',
    params: ByName.extend({ action: z.string().max(60) }),
    body: z.record(z.string().max(60), z.json()).default({}),
    response: z.object({ key: z.string() }),
  }),
  faultSandbox: route({
    method: 'POST',
    path: '/api/sandboxes/:name/faults',
    access: 'merchant',
    summary: 'Tell a stand-in to fail the next times; 0 clears',
    params: ByName,
    body: z.object({ kind: FaultName, times: z.number().int().min(0).max(1000) }),
    response: Done,
  }),
  listReceived: route({
    method: 'GET',
    path: '/api/sandboxes/:name/received',
    access: 'viewer',
    summary: 'What was written to a stand-in, oldest first',
    params: ByName,
    response: z.object({ items: z.array(Received) }),
  }),
};
