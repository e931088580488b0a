import { redirect } from '@tanstack/react-router';
import { call } from '#web/api/client.ts';
import { queryClient } from '#web/shell/query-client.ts';

/** Asks once who is signed in, and sends a stranger to the door before the wanted page's code is fetched. */
export async function letIn({ location }: { location: { pathname: string; href: string } }): Promise<void> {
  const welcome = await queryClient.ensureQueryData({ queryKey: ['welcome', {}], queryFn: () => call('welcome', {}) });
  if (welcome.session === null && location.pathname !== '/welcome') throw redirect(theDoor(location.href));
}

/** The welcome page, which remembers where somebody wanted to go. */
export function theDoor(wanted: string) {
  return { to: '/welcome', search: wanted === '/' ? {} : { to: wanted }, replace: true } as const;
}
