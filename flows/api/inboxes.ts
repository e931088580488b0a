import * as z from 'zod';
import { Words } from '../words.ts';
import { ById, Done, route, Time } from './route.ts';

/** Where other systems send to a connection. */
const Inbox = z.object({
  path: z.string().describe("the address behind the product's own: /hooks/..."),
  address: z.string().nullable().describe('the whole address, where the product knows under which name it is reached'),
  code: z
    .string()
    .nullable()
    .describe('where the sender is set up by one text that is copied over: that text, the address in it'),
  arrived: z.number().int().describe('how many different events have come'),
  arrivedAt: Time.nullable(),
  howToSend: z.array(Words),
});

/** Answers other programs, which send whatever their maker chose: it stands beside the table of the product's own routes. */
export const receiveHook = route({
  method: 'POST',
  path: '/hooks/:token',
  access: 'public',
  summary: 'Takes what another system sends by itself; 202 once it is kept, 401 when its signature does not hold',
  response: z.object({ ok: z.literal(true), repeated: z.boolean().describe('it had come before') }),
});

export const inboxRoutes = {
  getInbox: route({
    method: 'GET',
    path: '/api/connections/:id/inbox',
    access: 'merchant',
    summary: 'The address to which another system sends by itself, and how it signs',
    params: ById,
    response: Inbox,
  }),
  sendSample: route({
    method: 'POST',
    path: '/api/connections/:id/inbox/sample',
    access: 'merchant',
    summary: 'Send an example to the address, signed as the other system would',
    params: ById,
    response: Done,
  }),
};
