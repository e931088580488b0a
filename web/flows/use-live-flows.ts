import { useQueryClient } from '@tanstack/react-query';
import type { FlowSummary } from '#flows/api/flows.ts';
import type { LiveEvent } from '#flows/api.ts';
import { useLiveEvent } from '#web/api/events.ts';
import { useRoute } from '#web/api/queries.ts';

type List = { items: FlowSummary[] };

/** A flow's last run follows its live events; a try-out of the draft is not its last run. */
export function withEvent(list: List, { run }: LiveEvent): List {
  if (run.mode === 'try') return list;
  const older = (flow: FlowSummary) => flow.lastRun === null || flow.lastRun.startedAt <= run.startedAt;
  return {
    items: list.items.map((flow) => (flow.id === run.flow.id && older(flow) ? { ...flow, lastRun: run } : flow)),
  };
}

/** All flows, kept up to date while they are on screen: runs live, the rest whenever a run ends and twice a minute. */
export function useLiveFlows() {
  const client = useQueryClient();
  useLiveEvent((event) => {
    client.setQueryData<List>(['listFlows', {}], (list) => list && withEvent(list, event));
    if (event.run.endedAt !== null) {
      void client.invalidateQueries({ queryKey: ['listFlows'] });
      void client.invalidateQueries({ queryKey: ['searchRecords'] });
    }
  });
  return useRoute('listFlows', {}, { refetchInterval: 30_000 });
}
