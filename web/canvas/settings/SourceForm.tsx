import { Stack } from '@mantine/core';
import type { FlowNode } from '#flows/graph.ts';
import { InboxPart } from '#web/connections/InboxPart.tsx';
import { useEditor } from '../editor-context.ts';
import { ReadSoFar } from './ReadSoFar.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';
import { SystemForm } from './SystemForm.tsx';

/** Where records come from, how often that is looked at, and how far it has been read. */
export function SourceForm({ node }: { node: FlowNode }) {
  const { connection, connector, source } = useEditor().systems.chosenBy(node);
  return (
    <Stack>
      <SystemForm node={node} />
      {connection && connector?.receives && <InboxPart connection={connection.id} />}
      {!source?.pushed && <ScheduleForm node={node} />}
      <ReadSoFar node={node.id} />
    </Stack>
  );
}
