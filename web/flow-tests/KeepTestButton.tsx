import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useState } from 'react';
import type { RecordDetail } from '#flows/api/runs.ts';
import { useDeed } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { linesOf, TestFields } from './TestFields.tsx';
import words from './words.json';

/** Keeps a record as a test of its flow. */
export function KeepTestButton({ record }: { record: RecordDetail }) {
  const say = useSay();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  if (!may('keepFlowTest') || record.outcome === 'waiting') return null;
  return (
    <>
      <Button
        variant='default'
        leftSection={<IconChecklist size={18} aria-hidden />}
        aria-haspopup='dialog'
        onClick={() => setAsking(true)}
      >
        {say(words.keep)}
      </Button>
      {asking && <KeepDialog record={record} onClose={() => setAsking(false)} />}
    </>
  );
}

function KeepDialog({ record, onClose }: { record: RecordDetail; onClose(): void }) {
  const say = useSay();
  const tell = useTell();
  useFocusBack();
  const [name, setName] = useState(record.title === '' ? record.key : record.title);
  const [ignored, setIgnored] = useState('');
  const keep = useDeed('keepFlowTest', ['listFlowTests']);
  const press = () => {
    const body = { run: record.run, no: record.no, name, ignored: linesOf(ignored) };
    const onSuccess = () => {
      tell.done(words.kept);
      onClose();
    };
    keep.mutate({ params: { id: record.flow.id }, body }, { onSuccess, onError: tell.failed });
  };
  return (
    <Modal opened onClose={onClose} title={say(words.keep)}>
      <Stack>
        <Text size='sm'>{say(words.keepAbout)}</Text>
        <TestFields {...{ name, setName, ignored, setIgnored }} />
        <Group justify='flex-end'>
          <Button variant='default' onClick={onClose}>
            {say(words.cancel)}
          </Button>
          <Button loading={keep.isPending} disabled={name.trim() === ''} onClick={press}>
            {say(words.keep)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
