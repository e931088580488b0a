import * as z from 'zod';
import { isZone } from '../schedule/zone.ts';
import { route } from './route.ts';

const TimeZone = z.object({ timeZone: z.string().max(60) });

export const timeZoneRoutes = {
  getTimeZone: route({
    method: 'GET',
    path: '/api/settings/time-zone',
    access: 'viewer',
    summary: "The time zone of the organization's schedules",
    response: TimeZone,
  }),
  setTimeZone: route({
    method: 'PUT',
    path: '/api/settings/time-zone',
    access: 'admin',
    summary: "Set the time zone; flows that are on are due by the new zone's clocks",
    body: z.object({
      timeZone: z.string().max(60).refine(isZone, { message: 'is no time zone' }).describe('an IANA name'),
    }),
    response: TimeZone,
  }),
};
