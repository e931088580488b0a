import { Badge, CloseButton, Group, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Run } from '#flows/api/runs.ts';
import { useRoute } from '#web/api/queries.ts';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import styles from '../editor.module.css';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { RecordRows } from './RecordRows.tsx';
import { useResultSentence } from './result-sentence.ts';
import { WouldSend } from './WouldSend.tsx';

/** What the run that was just started does: one sentence, and its records. */
export function ResultPanel() {
  const { run } = useEditor();
  return run.run ? <Result run={run.run} onClose={() => run.setPanelOpen(false)} /> : null;
}

function Result({ run, onClose }: { run: Run; onClose(): void }) {
  const say = useSay();
  const sentence = useResultSentence();
  const [opened, setOpened] = useState<number | null>(null);
  const { running } = useEditor().run;
  const records = useRoute(
    'listRunRecords',
    { params: { id: run.id }, query: { limit: 100 } },
    { refetchInterval: running ? 1500 : false },
  );
  const { refetch, isFetched } = records;
  useEffect(() => {
    // The last records of a run arrive with its end; a first answer that is still on its way may be from before it.
    if (!running && isFetched) void refetch();
  }, [running, isFetched, refetch]);
  const items = records.data?.items ?? [];
  return (
    <section className={styles.results} aria-label={say(words.result)}>
      <Group gap='sm' wrap='nowrap' align='center' justify='space-between'>
        <Group gap='xs'>
          <Title order={2} size='h5'>
            {say(run.mode === 'try' ? words.tryResult : words.runResult)}
          </Title>
          {run.mode === 'try' && <Badge variant='light'>{say(words.nothingIsSent)}</Badge>}
          <Text size='sm' role='status'>
            {sentence(run)}
          </Text>
          <AnchorLink size='sm' to='/runs/$runId' params={{ runId: run.id }}>
            {say(words.openRun)}
          </AnchorLink>
        </Group>
        <CloseButton aria-label={say(words.close)} onClick={onClose} />
      </Group>
      {run.problem && <ProblemNote problem={run.problem} />}
      <RecordRows records={items} isTry={run.mode === 'try'} onOpen={setOpened} />
      {opened !== null && <WouldSend runId={run.id} no={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}
