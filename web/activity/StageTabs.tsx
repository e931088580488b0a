import { Card, Group, Stack, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { RecordDetail } from '#flows/api/runs.ts';
import { useSay } from '#web/words/say.ts';
import { isOnlyNote } from './looks.ts';
import { Moment } from './Moment.tsx';
import { StageContent } from './StageContent.tsx';
import { type Stage, stagesOf, stageToOpen } from './stages.ts';
import { useStepName } from './use-step-name.ts';
import words from './words.json';

/** Received · After matching · Sent · Answer. */
export function StageTabs({ record }: { record: RecordDetail }) {
  const stages = stagesOf(record);
  const [chosen, choose] = useState<string | null>(null);
  const title = useStageTitle(stages);
  return (
    <Card p={0}>
      <Tabs value={chosen ?? stageToOpen(stages)} onChange={choose} keepMounted={false}>
        <Tabs.List px='xs'>
          {stages.map((stage) => (
            <Tabs.Tab
              key={stage.id}
              value={stage.id}
              py='sm'
              rightSection={
                stage.entry?.problem &&
                !isOnlyNote(stage.entry.outcome) && (
                  <IconAlertTriangle size={16} aria-hidden color='var(--mantine-color-orange-7)' />
                )
              }
            >
              {title(stage)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {stages.map((stage) => (
          <Tabs.Panel key={stage.id} value={stage.id} p='md'>
            <Stack gap='md'>
              <StageHead stage={stage} />
              <StageContent stage={stage} record={record} />
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Card>
  );
}

function StageHead({ stage }: { stage: Stage }) {
  const say = useSay();
  const name = useStepName();
  const { node, entry } = stage;
  return (
    <Group gap='xs' fz='sm' c='dimmed'>
      {node && <span>{name(node)}</span>}
      {entry && (
        <Text component='span' size='sm'>
          · <Moment at={entry.at} />
        </Text>
      )}
      {entry?.made && <span>· {say(words[entry.made])}</span>}
      {entry && entry.attempts > 1 && <span>· {say(words.attempts, { count: entry.attempts })}</span>}
    </Group>
  );
}

/** When two steps leave stages of the same name, each says which step it belongs to. */
function useStageTitle(stages: Stage[]) {
  const say = useSay();
  const name = useStepName();
  return (stage: Stage) => {
    const stageName = say(stage.title);
    const alone = stages.filter((each) => each.title === stage.title).length === 1;
    return alone || !stage.node ? stageName : say(words.stageOf, { stage: stageName, step: name(stage.node) });
  };
}
