import { Accordion, Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { FlowTest, FlowTestResult } from '#flows/api/flow-tests.ts';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { useEditor } from '#web/canvas/editor-context.ts';
import { useMay } from '#web/session/use-session.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { TestView } from './TestView.tsx';
import words from './words.json';

/** The tests kept with the flow, and what they say of the draft. */
export function TestList() {
  const say = useSay();
  const may = useMay();
  const { flow } = useEditor();
  const tests = useRoute('listFlowTests', { params: { id: flow.id } });
  const { run, busy, results } = useTestRun();
  if (tests.isPending) return <Skeleton height={160} />;
  if (tests.isError) return <ErrorState error={tests.error} again={() => tests.refetch()} />;
  const { items } = tests.data;
  return (
    <Stack gap='md'>
      <Text size='sm'>{say(items.length === 0 ? words.none : words.about)}</Text>
      {items.length === 0 ? (
        <Group>
          <ButtonLink variant='default' to='/activity' search={{ flow: flow.id }}>
            {say(words.toActivity)}
          </ButtonLink>
        </Group>
      ) : (
        <Group gap='sm'>
          {may('runFlowTests') && (
            <Button loading={busy} leftSection={<IconPlayerPlay size={17} aria-hidden />} onClick={run}>
              {say(words.runAll)}
            </Button>
          )}
          <Verdict results={results} />
        </Group>
      )}
      <Accordion variant='contained' order={3} keepMounted={false}>
        {items.map((test) => (
          <TestItem key={test.no} test={test} result={results?.find(({ no }) => no === test.no)} />
        ))}
      </Accordion>
    </Stack>
  );
}

/** The draft is saved first, so that what is tested is what is on screen. */
function useTestRun() {
  const tell = useTell();
  const { flow, autosave } = useEditor();
  const deed = useDeed('runFlowTests');
  return {
    busy: deed.isPending,
    results: deed.data?.items,
    async run() {
      if (!(await autosave.flush())) return;
      deed.mutate({ params: { id: flow.id } }, { onError: tell.failed });
    },
  };
}

function Verdict({ results }: { results: FlowTestResult[] | undefined }) {
  const say = useSay();
  if (!results) return null;
  const [count, failed] = [results.length, results.filter(({ ok }) => !ok).length];
  return (
    <Text role='status' fw={600}>
      {failed === 0 ? say(words.allPass, { count }) : say(words.someFail, { count, failed })}
    </Text>
  );
}

function TestItem({ test, result }: { test: FlowTest; result: FlowTestResult | undefined }) {
  const say = useSay();
  return (
    <Accordion.Item value={String(test.no)}>
      <Accordion.Control>
        <Group gap='sm'>
          <Text fw={600}>{test.name}</Text>
          <Text size='sm' c='dimmed'>
            {say(words.item, { key: test.key })}
          </Text>
          {result && (
            <Badge variant='light' color={result.ok ? 'green' : 'orange'}>
              {say(result.ok ? words.passes : words.fails)}
            </Badge>
          )}
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <TestView test={test} result={result} />
      </Accordion.Panel>
    </Accordion.Item>
  );
}
