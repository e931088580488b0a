import { Navigate, Outlet, useLocation, useMatches } from '@tanstack/react-router';
import type { Session } from '#flows/api/session.ts';
import { useRoute } from '#web/api/queries.ts';
import { SessionContext } from '#web/session/use-session.ts';
import { ErrorState } from './ErrorState.tsx';
import { Frame } from './Frame.tsx';
import { LoadingPage } from './LoadingPage.tsx';

/** Lets nobody in without a session, and keeps where they wanted to go. */
export function Root() {
  const welcome = useRoute('welcome', {}, { staleTime: 60_000 });
  const { pathname, href } = useLocation();
  const atTheDoor = useMatches({ select: (matches) => matches.some((match) => match.routeId === '/welcome') });
  if (welcome.isPending) return <LoadingPage />;
  if (welcome.isError) return <ErrorState error={welcome.error} again={() => welcome.refetch()} />;
  if (atTheDoor) return <Outlet />;
  if (!welcome.data.session) {
    // The address is there before the page is.
    if (pathname === '/welcome') return <LoadingPage />;
    return <Navigate to='/welcome' search={href === '/' ? {} : { to: href }} replace />;
  }
  return <SignedIn session={welcome.data.session} />;
}

function SignedIn({ session }: { session: Session }) {
  return (
    <SessionContext value={session}>
      <Frame>
        <Outlet />
      </Frame>
    </SessionContext>
  );
}
