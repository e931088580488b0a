import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useDeed } from '#web/api/queries.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useTell } from '#web/shell/use-tell.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Runs a flow once more for a period: "from ... to ...". */
export function RunPeriod({ flow, close }: { flow: FlowSummary; close: () => void }) {
  const say = useSay();
  useFocusBack();
  const tell = useTell();
  const navigate = useNavigate();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const start = useDeed('startRun', ['listFlows', 'listRuns']);
  const wrong = from !== '' && to !== '' && from >= to;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    start.mutate(
      { params: { id: flow.id }, body: { mode: 'live', period } },
      {
        onSuccess: (run) => void navigate({ to: '/runs/$runId', params: { runId: run.id } }),
        onError: tell.failed,
      },
    );
  };
  return (
    <Modal
      opened
      onClose={close}
      title={say(words.runPeriod)}
      closeButtonProps={{ 'aria-label': say(shellWords.close) }}
    >
      <form onSubmit={submit}>
        <Stack gap='md'>
          <Text size='sm'>{say(words.runPeriodAbout)}</Text>
          <TextInput
            type='datetime-local'
            label={say(words.fromMoment)}
            required
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            type='datetime-local'
            label={say(words.toMoment)}
            required
            value={to}
            error={wrong ? say(words.periodWrong) : undefined}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Group justify='flex-end'>
            <Button variant='default' onClick={close}>
              {say(shellWords.cancel)}
            </Button>
            <Button type='submit' loading={start.isPending} disabled={from === '' || to === '' || wrong}>
              {say(words.runNow)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
