import { Box, Skeleton, Stack, Text } from '@mantine/core';
import { bothGraphs, graphChanges } from '#flows/graph-changes.ts';
import { useRoute } from '#web/api/queries.ts';
import { useEditor, useFlowState } from '#web/canvas/editor-context.ts';
import { useSay } from '#web/words/say.ts';
import { ChangeList } from './ChangeList.tsx';
import words from './words.json';

/** What publishing changes, against the version that is live. */
export function PublishChanges() {
  const say = useSay();
  const { flow } = useEditor();
  const draft = useFlowState((state) => state.graph);
  const version = flow.publishedVersion;
  const live = useRoute(
    'getVersion',
    { params: { id: flow.id, version: version ?? 0 } },
    { enabled: version !== null },
  );
  if (version === null) return <Text size='sm'>{say(words.firstVersion)}</Text>;
  if (!live.data) return <Skeleton height={60} />;
  return (
    <Stack gap='xs' component='section' aria-label={say(words.changes)}>
      <Text fw={600} size='sm'>
        {say(words.changes)}
      </Text>
      <Box mah={320} style={{ overflowY: 'auto' }} tabIndex={0} role='group' aria-label={say(words.changes)}>
        <ChangeList changes={graphChanges(live.data.graph, draft)} both={bothGraphs(live.data.graph, draft)} />
      </Box>
    </Stack>
  );
}
