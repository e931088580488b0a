import { Accordion, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconLayersSubtract, IconPlayerStop } from '@tabler/icons-react';
import type { Shadow } from '#flows/api/shadows.ts';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { useEditor, useFlowState } from '#web/canvas/editor-context.ts';
import { useMay } from '#web/session/use-session.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { EndChanges } from './EndChanges.tsx';
import words from './words.json';

/** Lets the draft run along with the live version, and shows what it would do differently. */
export function ShadowPart() {
  const say = useSay();
  const { flow } = useEditor();
  const params = { id: flow.id };
  const answer = useRoute(
    'getShadow',
    { params },
    { refetchInterval: ({ state }) => (state.data?.shadow?.endedAt === null ? 2000 : false) },
  );
  const shadow = answer.data?.shadow ?? null;
  return (
    <Stack gap='sm' component='section' aria-label={say(words.beside)}>
      <Title order={3} size='h4'>
        {say(words.beside)}
      </Title>
      <Text size='sm'>{say(flow.publishedVersion === null ? words.publishFirst : words.besideAbout)}</Text>
      {flow.publishedVersion !== null && <Deeds shadow={shadow} />}
      {shadow && <Found shadow={shadow} />}
    </Stack>
  );
}

function Deeds({ shadow }: { shadow: Shadow | null }) {
  const say = useSay();
  const may = useMay();
  const tell = useTell();
  const { flow, autosave, problems } = useEditor();
  const start = useDeed('startShadow', ['getShadow']);
  const stop = useDeed('stopShadow', ['getShadow']);
  const params = { id: flow.id };
  if (!may('startShadow')) return null;
  const begin = async () => {
    if (await autosave.flush()) start.mutate({ params, body: {} }, { onError: tell.failed });
  };
  return (
    <Group gap='sm'>
      <Button
        variant='default'
        leftSection={<IconLayersSubtract size={17} aria-hidden />}
        loading={start.isPending}
        disabled={problems.length > 0}
        onClick={() => void begin()}
      >
        {say(shadow ? words.startAgain : words.start)}
      </Button>
      {shadow?.endedAt === null && (
        <Button
          variant='default'
          leftSection={<IconPlayerStop size={17} aria-hidden />}
          loading={stop.isPending}
          onClick={() => stop.mutate({ params }, { onError: tell.failed })}
        >
          {say(words.stop)}
        </Button>
      )}
    </Group>
  );
}

function Found({ shadow }: { shadow: Shadow }) {
  const say = useSay();
  const { time } = useWhen();
  const graph = useFlowState((state) => state.graph);
  const { compared, changed, waiting, startedAt, endedAt, stale, examples } = shadow;
  return (
    <>
      <Text role='status' fw={600}>
        {compared === 0
          ? say(waiting > 0 ? words.comparing : words.nothingYet)
          : say(words.change, { changed, count: compared })}
      </Text>
      <Text size='sm' c='dimmed'>
        {endedAt ? say(words.ended, { when: time(endedAt) }) : say(words.runsAlong, { when: time(startedAt) })}
        {stale && ` ${say(words.stale)}`}
      </Text>
      <Accordion variant='contained' order={4} keepMounted={false}>
        {examples.map((example) => (
          <Accordion.Item key={`${example.run}/${example.no}`} value={`${example.run}/${example.no}`}>
            <Accordion.Control>{example.title === '' ? example.key : example.title}</Accordion.Control>
            <Accordion.Panel>
              <Stack gap='sm'>
                <EndChanges changes={example.changes} graph={graph} between='times' />
                <AnchorLink
                  size='sm'
                  to='/runs/$runId/records/$no'
                  params={{ runId: example.run, no: String(example.no) }}
                >
                  {say(words.item, { key: example.key })}
                </AnchorLink>
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  );
}
