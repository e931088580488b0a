import { useQueryClient } from '@tanstack/react-query';
import type { Session } from '#flows/api/session.ts';
import { useLanguage } from '#web/words/say.ts';

/** What happens once somebody is signed in: the app knows who, speaks their language, and goes where they wanted. */
export function useEntering(goOn: () => void) {
  const client = useQueryClient();
  const choose = useLanguage((state) => state.choose);
  return (session: Session) => {
    if (session.person.language) choose(session.person.language);
    client.setQueryData(['welcome', {}], { session, demo: session.organization.demo, firstAccount: false });
    goOn();
  };
}
