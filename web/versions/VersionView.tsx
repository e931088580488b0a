import { Badge, Button, Group, Select, Skeleton, Stack, Title } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { bothGraphs, type GraphChanges, graphChanges } from '#flows/graph-changes.ts';
import { FlowPicture } from '#web/activity/FlowPicture.tsx';
import { useRoute } from '#web/api/queries.ts';
import { useEditor, useFlowState } from '#web/canvas/editor-context.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { ChangeList, changeLooks } from './ChangeList.tsx';
import styles from './versions.module.css';
import words from './words.json';

type Props = { version: number; others: { version: number }[]; onRestored(): void };

/** One version, read only, beside the draft or another version; it can be made the draft again. */
export function VersionView({ version, others, onRestored }: Props) {
  const say = useSay();
  const { flow } = useEditor();
  const [other, setOther] = useState('draft');
  const draft = useFlowState((state) => state.graph);
  const shown = useRoute('getVersion', { params: { id: flow.id, version } });
  const compared = useRoute(
    'getVersion',
    { params: { id: flow.id, version: Number(other) } },
    { enabled: other !== 'draft' },
  );
  const after = other === 'draft' ? draft : compared.data?.graph;
  if (shown.isError) return <ErrorState error={shown.error} again={() => shown.refetch()} />;
  const rest = others.filter((each) => each.version !== version);
  return (
    <Stack gap='md'>
      <Group align='flex-end' gap='sm'>
        <Select
          label={say(words.compareWith)}
          allowDeselect={false}
          value={other}
          onChange={(chosen) => setOther(chosen ?? 'draft')}
          data={[
            { value: 'draft', label: say(words.draft) },
            ...rest.map((each) => ({
              value: String(each.version),
              label: say(words.version, { version: String(each.version) }),
            })),
          ]}
        />
        {shown.data && <RestoreButton version={version} graph={shown.data.graph} onRestored={onRestored} />}
      </Group>
      {shown.data && after ? <Compared before={shown.data.graph} after={after} /> : <Skeleton height={160} />}
    </Stack>
  );
}

function Compared({ before, after }: { before: Graph; after: Graph }) {
  const say = useSay();
  const changes = graphChanges(before, after);
  const both = bothGraphs(before, after);
  return (
    <>
      <div className={styles.picture}>
        <FlowPicture graph={both} at={(node) => <Mark changes={changes} node={node} />} />
      </div>
      <Title order={4} size='h5'>
        {say(words.changes)}
      </Title>
      <ChangeList changes={changes} both={both} />
    </>
  );
}

function Mark({ changes, node }: { changes: GraphChanges; node: FlowNode }) {
  const say = useSay();
  const change = changes.steps.find((each) => each.node.id === node.id);
  if (!change)
    return (
      <Badge variant='outline' color='gray'>
        {say(words.unchanged)}
      </Badge>
    );
  const look = changeLooks[change.what];
  return (
    <Badge variant='light' color={look.color}>
      {say(look.words)}
    </Badge>
  );
}

/** The version takes the draft's place as one edit, so that it can be undone like any other. */
function RestoreButton({ version, graph, onRestored }: { version: number; graph: Graph; onRestored(): void }) {
  const say = useSay();
  const tell = useTell();
  const { store, mayEdit } = useEditor();
  if (!mayEdit) return null;
  const restore = () => {
    store.getState().edit(() => graph, { select: null });
    tell.done(words.restored, { version: String(version) });
    onRestored();
  };
  return (
    <Button variant='default' leftSection={<IconArrowBackUp size={17} aria-hidden />} onClick={restore}>
      {say(words.restore)}
    </Button>
  );
}
