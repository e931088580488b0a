import { Stack, Text, Title } from '@mantine/core';
import type { RecordDetail } from '#flows/api/runs.ts';
import { kinds } from '#flows/kinds/index.ts';
import { onlyOnBefore } from '#flows/mapping/when.ts';
import { BothWays } from '#web/mapper/BothWays.tsx';
import { useSay } from '#web/words/say.ts';
import { ContentView } from './ContentView.tsx';
import { Exchanges } from './Exchanges.tsx';
import { StoodThere } from './StoodThere.tsx';
import type { Stage } from './stages.ts';
import { useFieldTitles } from './use-field-titles.ts';
import words from './words.json';

/** What can be seen at one stop of a record's way. */
export function StageContent({ stage, record }: { stage: Stage; record: RecordDetail }) {
  const say = useSay();
  if (record.contentDroppedAt && stage.part !== 'answer') return <Text size='sm'>{say(words.contentGone)}</Text>;
  if (stage.part === 'answer') return <Answer stage={stage} />;
  return <Content stage={stage} record={record} />;
}

function Content({ stage, record }: { stage: Stage; record: RecordDetail }) {
  const say = useSay();
  const titles = useFieldTitles(record.graph, stage);
  const value = contentOf(stage, record);
  const exchanges = stage.part === 'input' ? (stage.entry?.exchanges ?? []) : [];
  const tried = stage.entry?.outcome === 'would-send' ? stage.entry : null;
  if (value === undefined || value === null) {
    return <Text size='sm'>{say(stage.part === 'input' ? words.notReceived : words.nothingLeft)}</Text>;
  }
  return (
    <Stack gap='lg'>
      {stage.part === 'output' && stage.entry?.outcome === 'attention' && stage.entry.exchanges.length === 0 && (
        <Text size='sm'>{say(words.notSent)}</Text>
      )}
      {stage.part === 'output' && stage.entry && <StoodThere entry={stage.entry} />}
      <BothWays content={value} only={tried ? onlyOnBefore(record.graph, tried.node) : null}>
        {(content) => <ContentView value={content} titles={titles} />}
      </BothWays>
      {exchanges.length > 0 && (
        <Stack gap='sm'>
          <Title order={3} size='h5'>
            {say(words.requests)}
          </Title>
          <Exchanges exchanges={exchanges} />
        </Stack>
      )}
    </Stack>
  );
}

/** A step that changes records and failed made nothing: its content in the log is what it received. */
function contentOf({ part, entry, node }: Stage, record: RecordDetail): unknown {
  if (part === 'input') return record.input;
  const sends = node && kinds[node.kind].ports.length === 0;
  return entry?.outcome === 'attention' && !sends ? null : entry?.output;
}

function Answer({ stage }: { stage: Stage }) {
  const say = useSay();
  const { targetId, exchanges } = stage.entry ?? { targetId: null, exchanges: [] };
  return (
    <Stack gap='md'>
      {targetId && <Text fw={600}>{say(words.theirNumber, { number: targetId })}</Text>}
      {exchanges.length === 0 ? <Text size='sm'>{say(words.noAnswer)}</Text> : <Exchanges exchanges={exchanges} />}
    </Stack>
  );
}
