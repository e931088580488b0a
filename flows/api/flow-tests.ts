import * as z from 'zod';
import { EndChange, PathEnd } from '../path-ends.ts';
import { ById, Done, Id, route, Time } from './route.ts';

/** Fields that may differ, as people write them: `lines.date` is the date of every line. */
const Ignored = z.array(z.string().trim().min(1).max(200)).max(100);

export const FlowTest = z.object({
  no: z.number().int(),
  name: z.string(),
  key: z.string(),
  title: z.string(),
  input: z.json(),
  expected: z.array(PathEnd),
  ignored: Ignored,
  createdAt: Time,
});
export type FlowTest = z.infer<typeof FlowTest>;

export const FlowTestResult = z.object({
  no: z.number().int(),
  name: z.string(),
  ok: z.boolean(),
  failures: z.array(EndChange).describe('before: as expected; after: as it came'),
});
export type FlowTestResult = z.infer<typeof FlowTestResult>;

const Name = z.string().trim().min(1).max(120);
const ByNo = z.object({ id: Id, test: z.coerce.number().int().min(1) });

export const flowTestRoutes = {
  listFlowTests: route({
    method: 'GET',
    path: '/api/flows/:id/tests',
    access: 'viewer',
    summary: 'Tests kept with a flow',
    params: ById,
    response: z.object({ items: z.array(FlowTest) }),
  }),
  keepFlowTest: route({
    method: 'POST',
    path: '/api/flows/:id/tests',
    access: 'merchant',
    summary:
      'Keep a record of a run as a test: what came in, and what the flow of that run makes of it for each target',
    params: ById,
    body: z.object({ run: Id, no: z.number().int().min(0), name: Name, ignored: Ignored.default([]) }),
    response: FlowTest,
  }),
  changeFlowTest: route({
    method: 'PATCH',
    path: '/api/flows/:id/tests/:test',
    access: 'merchant',
    summary: 'Rename a test, say which fields may differ, or take what the draft makes now as what is expected',
    params: ByNo,
    body: z.object({ name: Name.optional(), ignored: Ignored.optional(), accept: z.boolean().default(false) }),
    response: FlowTest,
  }),
  deleteFlowTest: route({
    method: 'DELETE',
    path: '/api/flows/:id/tests/:test',
    access: 'merchant',
    summary: 'Delete a test',
    params: ByNo,
    response: Done,
  }),
  runFlowTests: route({
    method: 'POST',
    path: '/api/flows/:id/tests/run',
    access: 'merchant',
    summary: 'Run all tests of a flow on its draft; nothing is sent',
    params: ById,
    response: z.object({ items: z.array(FlowTestResult) }),
  }),
};
