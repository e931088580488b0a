import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import type { RouteInput } from '#web/api/client.ts';
import { useDeed } from '#web/api/queries.ts';
import { useTell } from '#web/shell/use-tell.ts';
import words from './words.json';

type Request = RouteInput<'replay'>['body'];

/** Sends a replay once, however often the button is pressed, and goes to where its progress can be seen. */
export function useReplay(close: () => void) {
  const navigate = useNavigate();
  const tell = useTell();
  const sent = useRef(false);
  const replay = useDeed('replay', ['getRun', 'getRunRecord', 'listRuns', 'listRunRecords', 'searchRecords']);
  const start = (body: Request) => {
    if (sent.current) return;
    sent.current = true;
    replay.mutate(
      { body },
      {
        onSuccess: ({ runs }) => {
          close();
          const [run] = runs;
          if (run && runs.length === 1) return navigate({ to: '/runs/$runId', params: { runId: run.id } });
          tell.done(words.started);
          return navigate({ to: '/activity', search: { tab: 'runs' } });
        },
        onError: () => {
          sent.current = false;
        },
      },
    );
  };
  return { start, busy: replay.isPending, error: replay.error };
}
