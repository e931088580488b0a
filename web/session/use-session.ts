import { createContext, use } from 'react';
import { type Route, roles } from '#flows/api/route.ts';
import type { Session } from '#flows/api/session.ts';
import { api, type RouteName } from '#flows/api.ts';

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in; every page but the welcome page stands inside a session. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('This page needs a session.');
  return session;
}

/** Whether the person may call a route, or say something in one field of it; what a person may not do is not shown. The server decides for itself. */
export function useMay(): (name: RouteName, field?: string) => boolean {
  const { role } = useSession();
  return (name, field) => {
    const route: Route = api[name];
    const needed = (field !== undefined && route.fields?.[field]) || route.access;
    return needed === 'public' || roles.indexOf(role) >= roles.indexOf(needed);
  };
}
