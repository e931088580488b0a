import { Navigate, Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { useRoute } from '#web/api/queries.ts';
import { theDoor } from '#web/session/let-in.ts';
import { SessionContext } from '#web/session/use-session.ts';
import { Frame } from './Frame.tsx';
import { LoadingPage } from './LoadingPage.tsx';

/** The welcome page stands alone; every other page stands in the frame of a session, and goes when the session ends. */
export function Root() {
  const welcome = useRoute('welcome', {}, { staleTime: 60_000 });
  const { pathname, href } = useLocation();
  const atTheDoor = useMatches({ select: (matches) => matches.some((match) => match.routeId === '/welcome') });
  if (atTheDoor) return <Outlet />;
  // The address is there before the page is.
  if (!welcome.data || (!welcome.data.session && pathname === '/welcome')) return <LoadingPage />;
  if (!welcome.data.session) return <Navigate {...theDoor(href)} />;
  return (
    <SessionContext value={welcome.data.session}>
      <Frame>
        <Outlet />
      </Frame>
    </SessionContext>
  );
}
