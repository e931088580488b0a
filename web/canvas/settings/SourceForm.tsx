import { Stack } from '@mantine/core';
import type { FlowNode } from '#flows/graph.ts';
import { ReadSoFar } from './ReadSoFar.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';
import { SystemForm } from './SystemForm.tsx';

/** Where records come from, how often that is looked at, and how far it has been read. */
export function SourceForm({ node }: { node: FlowNode }) {
  return (
    <Stack>
      <SystemForm node={node} />
      <ScheduleForm node={node} />
      <ReadSoFar node={node.id} />
    </Stack>
  );
}
