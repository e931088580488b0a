import { Alert, Stack } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { platformProblems } from '#flows/problems/index.ts';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { LoadingPage } from '#web/shell/LoadingPage.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Where the other system sends a person back to: what they bring is traded for access, and its connection opens. */
export function AccessPage() {
  const say = useSay();
  const sentence = useApiError();
  const navigate = useNavigate();
  const { state, code, error } = useSearch({ from: '/connections/access' });
  const take = useDeed('takeAccess', ['getConnection', 'listConnections']);
  const arrive = useEffectEvent(() => {
    if (!state || !code) return;
    take.mutate(
      { body: { state, code } },
      {
        onSuccess: ({ id }) =>
          navigate({ to: '/connections/$connectionId', params: { connectionId: id }, replace: true }),
      },
    );
  });
  useEffect(() => arrive(), []);
  if (state && code && !take.error) return <LoadingPage />;
  const refused = platformProblems['system.access-refused'];
  return (
    <PageFrame title={say(words.accessNotGiven)}>
      <Stack align='flex-start'>
        <Alert role='alert' color='red'>
          {take.error ? sentence(take.error) : refused && say(refused.happened, { message: error ?? '' })}{' '}
          {refused && say(refused.fix)}
        </Alert>
        <ButtonLink to='/connections'>{say(words.title)}</ButtonLink>
      </Stack>
    </PageFrame>
  );
}
