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

/** Whether the person may call a route; what a person may not do is not shown. The server decides for itself. */
export function useMay(): (name: RouteName) => boolean {
  const { role } = useSession();
  return (name) => {
    const route: Route = api[name];
    return route.access === 'public' || roles.indexOf(role) >= roles.indexOf(route.access);
  };
}
