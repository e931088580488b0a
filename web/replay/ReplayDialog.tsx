import { Alert, Button, Group, Modal, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useSay } from '#web/words/say.ts';
import { type Beginning, beginningsFor, likelyBeginning } from './beginnings.ts';
import { BeginningChoice, beginningWords, VersionChoice } from './ReplayChoices.tsx';
import { useReplay } from './use-replay.ts';
import { useTriedRecords, type What } from './use-tried-records.ts';
import words from './words.json';

type Props = { what: What; count: number; onClose(): void };

/** The server takes this many records by name; a whole run has no such bound. */
const atMost = 1000;

/** Asks how records are to be tried again, says what will happen, and does it once. */
export function ReplayDialog({ what, count, onClose }: Props) {
  const say = useSay();
  useFocusBack();
  const { records, known, ready } = useTriedRecords(what);
  return (
    <Modal opened onClose={onClose} title={say(words.title)} size='lg'>
      {ready ? (
        <ReplayForm
          offered={beginningsFor(records, known)}
          likely={likelyBeginning(records, known)}
          {...{ what, count, onClose }}
        />
      ) : (
        <Skeleton height={260} />
      )}
    </Modal>
  );
}

type FormProps = Props & { offered: Beginning[]; likely: Beginning };

function ReplayForm({ what, count, onClose, offered, likely }: FormProps) {
  const say = useSay();
  const [from, setFrom] = useState(likely);
  const [version, setVersion] = useState<'now' | 'then'>('now');
  const [reason, setReason] = useState('');
  const replay = useReplay(onClose);
  const tooMany = 'records' in what && count > atMost;
  const names = 'run' in what ? { run: what.run } : { records: what.records.map(({ run, no }) => ({ run, no })) };
  const start = () => replay.start({ ...names, from, version, reason: reason.trim() });
  return (
    <Stack gap='lg'>
      <Text>{say(beginningWords[from].sentence, { count })}</Text>
      <BeginningChoice offered={offered} value={from} onChoose={setFrom} />
      <VersionChoice value={version} onChoose={setVersion} />
      <Reason value={reason} onChange={setReason} />
      {tooMany && <Alert color='orange'>{say(words.tooMany, { count: atMost })}</Alert>}
      <Refusal error={replay.error} />
      <Group justify='flex-end' gap='sm'>
        <Button variant='default' onClick={onClose}>
          {say(words.cancel)}
        </Button>
        <Button
          leftSection={<IconRefresh size={18} aria-hidden />}
          loading={replay.busy}
          disabled={tooMany}
          onClick={start}
        >
          {say(words.go, { count })}
        </Button>
      </Group>
    </Stack>
  );
}

function Reason({ value, onChange }: { value: string; onChange(reason: string): void }) {
  const say = useSay();
  return (
    <Textarea
      label={say(words.reason)}
      description={say(words.reasonHint)}
      maxLength={500}
      autosize
      minRows={2}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Refusal({ error }: { error: Parameters<ReturnType<typeof useApiError>>[0] | null }) {
  const sentence = useApiError();
  if (!error) return null;
  return (
    <Alert color='red' role='alert'>
      {sentence(error)}
    </Alert>
  );
}
