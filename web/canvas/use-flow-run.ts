import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '#flows/api/runs.ts';
import { useLiveEvent } from '#web/api/events.ts';
import { useRoute } from '#web/api/queries.ts';

/** The run whose counts stand on the canvas: the newest of the flow, followed live. */
export type FlowRun = {
  run: Run | null;
  running: boolean;
  /** Shows a run that was just started. */
  follow(run: Run): void;
  panelOpen: boolean;
  setPanelOpen(open: boolean): void;
};

/** How often a running run is asked for where live updates do not come through. */
const pollMilliseconds = 2000;

export function useFlowRun(flowId: string): FlowRun {
  const client = useQueryClient();
  const [panelOpen, setPanelOpen] = useState(false);
  const latest = useRoute('listRuns', { query: { flow: flowId, limit: 1 } });
  const id = latest.data?.items[0]?.id ?? null;
  const query = useRoute(
    'getRun',
    { params: { id: id ?? '' } },
    {
      enabled: id !== null,
      refetchInterval: ({ state }) => (isRunning(state.data ?? null) ? pollMilliseconds : false),
    },
  );
  useLiveEvent(({ run, steps }) => {
    if (run.flow.id !== flowId) return;
    if (run.id !== id) void client.invalidateQueries({ queryKey: ['listRuns'] });
    client.setQueryData<Run>(['getRun', { params: { id: run.id } }], (old) => old && { ...old, ...run, steps });
  });
  const run = id === null ? null : (query.data ?? null);
  return {
    run,
    running: isRunning(run),
    follow(started) {
      client.setQueryData(['getRun', { params: { id: started.id } }], started);
      client.setQueryData(['listRuns', { query: { flow: flowId, limit: 1 } }], { items: [started], next: null });
      setPanelOpen(true);
    },
    panelOpen,
    setPanelOpen,
  };
}

const isRunning = (run: Run | null) => run?.status === 'running' || run?.status === 'waiting';
