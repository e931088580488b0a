import * as z from 'zod';
import { Problem } from '../problem.ts';
import { Words } from '../words.ts';
import { Suggestion } from './connectors.ts';
import { ById, Done, Id, route, Time } from './route.ts';

export const CheckResult = z.object({
  id: z.string(),
  title: Words,
  ok: z.boolean(),
  count: z.number().optional(),
  problem: Problem.optional(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** An account in an outside system. Secrets are never answered: `secrets` says which are set and how they end. */
export const Connection = z.object({
  id: Id,
  connector: z.string(),
  name: z.string(),
  sandbox: z.boolean(),
  settings: z.record(z.string(), z.unknown()).describe('without secrets'),
  secrets: z.record(z.string(), z.object({ set: z.boolean(), last4: z.string().nullable() })),
  state: z.enum(['working', 'lost', 'untested']),
  checks: z.array(CheckResult),
  checkedAt: Time.nullable(),
  access: z
    .enum(['not-needed', 'missing', 'given'])
    .describe('whether a person must give access at the other system (OAuth 2), and whether somebody has'),
  leftAloneUntil: Time.nullable().describe('after failures in a row nothing is sent to it until then'),
  flows: z.array(z.object({ id: Id, name: z.string() })).describe('flows that use it'),
});
export type Connection = z.infer<typeof Connection>;

const Name = z.string().trim().min(1).max(120);
const SettingsIn = z.record(z.string().max(60), z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]));

export const connectionRoutes = {
  listConnections: route({
    method: 'GET',
    path: '/api/connections',
    access: 'viewer',
    summary: 'All connections of the organization',
    response: z.object({ items: z.array(Connection) }),
  }),
  getConnection: route({
    method: 'GET',
    path: '/api/connections/:id',
    access: 'viewer',
    summary: 'One connection',
    params: ById,
    response: Connection,
  }),
  createConnection: route({
    method: 'POST',
    path: '/api/connections',
    access: 'merchant',
    summary: 'Connect a system, or its sandbox (then settings may be left out)',
    body: z.object({
      connector: z.string().max(60),
      name: Name,
      settings: SettingsIn.default({}),
      sandbox: z.boolean().default(false),
    }),
    response: Connection,
  }),
  updateConnection: route({
    method: 'PATCH',
    path: '/api/connections/:id',
    access: 'merchant',
    summary: 'Rename it or replace settings; a secret that is left out stays as it is',
    params: ById,
    body: z.object({ name: Name.optional(), settings: SettingsIn.optional() }),
    response: Connection,
  }),
  deleteConnection: route({
    method: 'DELETE',
    path: '/api/connections/:id',
    access: 'expert',
    summary: 'Remove a connection that no flow uses (409 otherwise)',
    params: ById,
    response: Done,
  }),
  checkConnection: route({
    method: 'POST',
    path: '/api/connections/:id/check',
    access: 'merchant',
    summary: 'Try the connection now: named checks with counts',
    params: ById,
    response: Connection,
  }),
  askAccess: route({
    method: 'POST',
    path: '/api/connections/:id/access',
    access: 'merchant',
    summary: 'The address at the other system where a person gives access; they come back to /connections/access',
    params: ById,
    response: z.object({ address: z.url({ protocol: /^https?$/ }) }),
  }),
  takeAccess: route({
    method: 'POST',
    path: '/api/access',
    access: 'merchant',
    summary: 'Trade what a person came back with (state and code) for access, and try the connection',
    body: z.object({ state: z.string().max(2000), code: z.string().min(1).max(5000) }),
    response: Connection,
  }),
  listOffers: route({
    method: 'POST',
    path: '/api/connections/:id/offers',
    access: 'merchant',
    summary: 'Ways to fill the forms of a step with what the connected system has, its tables for instance',
    params: ById,
    response: z.object({ items: z.array(Suggestion) }),
  }),
  peekConnection: route({
    method: 'POST',
    path: '/api/connections/:id/peek',
    access: 'merchant',
    summary: 'The first records that a source gives now, to match fields on; nothing is stored and nothing moves',
    params: ById,
    body: z.object({ operation: z.string().max(60), options: z.record(z.string().max(60), z.json()).default({}) }),
    response: z.object({ records: z.array(z.object({ key: z.string(), title: z.string(), body: z.unknown() })) }),
  }),
};
