import { useQueries } from '@tanstack/react-query';
import type { RecordSummary } from '#flows/api/runs.ts';
import { call } from '#web/api/client.ts';
import { useRoute } from '#web/api/queries.ts';

/** What is to be tried again: these records, or every record of a run that needs attention. */
export type What = { records: RecordSummary[] } | { run: string };

/** The request for the records of a run that need attention, as many as one page takes. */
export const attentionOf = (run: string) => ({
  params: { id: run },
  query: { outcome: 'attention' as const, limit: 200 },
});

/** The records in question, and one of each flow in full; enough to know where they can begin again. */
export function useTriedRecords(what: What) {
  const run = 'run' in what ? what.run : null;
  const ofRun = useRoute('listRunRecords', attentionOf(run ?? ''), { enabled: run !== null });
  const untried = (ofRun.data?.items ?? []).filter((record) => record.replayedBy === null);
  const records = 'records' in what ? what.records : untried;
  const onePerFlow = [...new Map(records.map((record) => [record.flow.id, record])).values()];
  const details = useQueries({
    queries: onePerFlow.map(({ run: id, no }) => ({
      queryKey: ['getRunRecord', { params: { id, no } }],
      queryFn: () => call('getRunRecord', { params: { id, no } }),
    })),
  });
  return {
    records,
    known: details.flatMap((detail) => detail.data ?? []),
    ready: (run === null || !ofRun.isPending) && details.every((detail) => !detail.isPending),
  };
}
