import { useQueries } from '@tanstack/react-query';
import type { RecordFilter } from '#flows/api/replays.ts';
import type { RecordSummary } from '#flows/api/runs.ts';
import { call } from '#web/api/client.ts';
import { useRoute } from '#web/api/queries.ts';

/** What is to be tried again: these records, every record of a run that needs attention, or all that match. */
export type What = { records: RecordSummary[] } | { run: string } | { filter: RecordFilter };

/** The request for the records of a run that need attention, as many as one page takes. */
export const attentionOf = (run: string) => ({
  params: { id: run },
  query: { outcome: 'attention' as const, limit: 200 },
});

/** The records in question, as far as one page goes, and one of each flow in full; enough to know where they can begin again. */
export function useTriedRecords(what: What) {
  const run = 'run' in what ? what.run : null;
  const filter = 'filter' in what ? what.filter : null;
  const ofRun = useRoute('listRunRecords', attentionOf(run ?? ''), { enabled: run !== null });
  const { outcome, flow, q } = filter ?? {};
  const matching = useRoute('searchRecords', { query: { outcome, flow, q, limit: 200 } }, { enabled: filter !== null });
  const untried = (ofRun.data?.items ?? []).filter((record) => record.replayedBy === null);
  const matched = (matching.data?.items ?? []).filter((record) => record.mode === 'live');
  const records = 'records' in what ? what.records : run === null ? matched : untried;
  const onePerFlow = [...new Map(records.map((record) => [record.flow.id, record])).values()];
  const details = useQueries({
    queries: onePerFlow.map(({ run: id, no }) => ({
      queryKey: ['getRunRecord', { params: { id, no } }],
      queryFn: () => call('getRunRecord', { params: { id, no } }),
    })),
  });
  const listed = (run === null || !ofRun.isPending) && (filter === null || !matching.isPending);
  return {
    records,
    known: details.flatMap((detail) => detail.data ?? []),
    ready: listed && details.every((detail) => !detail.isPending),
  };
}
