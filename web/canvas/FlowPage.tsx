import { useParams } from '@tanstack/react-router';
import { useRoute } from '#web/api/queries.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingPage } from '#web/shell/LoadingPage.tsx';
import { FlowEditor } from './FlowEditor.tsx';

/** The page of one flow. */
export function FlowPage() {
  const { flowId } = useParams({ from: '/flows/$flowId' });
  const flow = useRoute('getFlow', { params: { id: flowId } }, { refetchOnMount: 'always' });
  if (flow.isError && !flow.data) return <ErrorState error={flow.error} again={() => flow.refetch()} />;
  // The editor starts from the newest draft, never from one that an earlier visit left behind.
  if (flow.isPending || !flow.isFetchedAfterMount) return <LoadingPage />;
  return <FlowEditor key={flowId} flow={flow.data} />;
}
