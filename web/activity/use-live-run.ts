import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Run } from '#flows/api/runs.ts';
import { useLiveEvent } from '#web/api/events.ts';
import { useRoute } from '#web/api/queries.ts';

const listEvery = 1000;
/** A look now and then while it runs: an answer that overtook an event would otherwise stay on screen. */
const lookEvery = 3000;

/** One run, counting along while it is under way; its records are read anew at most once a second. */
export function useLiveRun(id: string) {
  const client = useQueryClient();
  const input = { params: { id } };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const rereadRecords = () => {
    timer.current = undefined;
    void client.invalidateQueries({ queryKey: ['listRunRecords'] });
  };
  useLiveEvent(({ run, steps }) => {
    if (run.id !== id) return;
    const known = client.getQueryData<Run>(['getRun', input]);
    if (known) client.setQueryData<Run>(['getRun', input], { ...known, ...run, steps });
    // An event that comes before the first answer may tell more than that answer will.
    else void client.invalidateQueries({ queryKey: ['getRun', input] });
    timer.current ??= setTimeout(rereadRecords, listEvery);
  });
  const run = useRoute('getRun', input, {
    refetchInterval: ({ state }) => (state.data?.endedAt === null ? lookEvery : false),
  });
  const endedAt = run.data?.endedAt ?? null;
  useEffect(() => {
    if (endedAt !== null) void client.invalidateQueries({ queryKey: ['listRunRecords'] });
  }, [endedAt, client]);
  return run;
}
