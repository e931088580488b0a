import { type Route, roles } from '#flows/api/route.ts';
import type { Session } from '#flows/api/session.ts';
import { notAllowed } from './refusal.ts';

/** Refuses a body in which a field says something that only a higher role may say. */
export function checkFields(fields: Route['fields'], body: unknown, session: Session | null) {
  if (!fields || typeof body !== 'object' || body === null) return;
  for (const [name, role] of Object.entries(fields)) {
    const value: unknown = Reflect.get(body, name);
    if (value === undefined || value === false) continue;
    if (!session || roles.indexOf(session.role) < roles.indexOf(role)) throw notAllowed();
  }
}
