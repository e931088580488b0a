import { Alert, Button, Group, Modal, Radio, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import { type Beginning, beginningsFor, likelyBeginning } from './beginnings.ts';
import { useReplay } from './use-replay.ts';
import { useTriedRecords, type What } from './use-tried-records.ts';
import words from './words.json';

type Props = { what: What; count: number; onClose(): void };

/** The server takes this many records by name; a whole run has no such bound. */
const atMost = 1000;

/** The kit's header would count as a second banner of the page. */
const notABanner = { header: { role: 'presentation' } };

const beginningWords = {
  failed: { sentence: words.failedSentence, label: words.failed, hint: words.failedHint },
  start: { sentence: words.startSentence, label: words.start, hint: words.startHint },
  source: { sentence: words.sourceSentence, label: words.source, hint: words.sourceHint },
};

/** Asks how records are to be tried again, says what will happen, and does it once. */
export function ReplayDialog({ what, count, onClose }: Props) {
  const say = useSay();
  const { records, known, ready } = useTriedRecords(what);
  const [chosen, choose] = useState<Beginning | null>(null);
  const [version, setVersion] = useState<'now' | 'then'>('now');
  const [reason, setReason] = useState('');
  const replay = useReplay(onClose);
  const from = chosen ?? likelyBeginning(records, known);
  const tooMany = 'records' in what && count > atMost;
  const names = 'run' in what ? { run: what.run } : { records: what.records.map(({ run, no }) => ({ run, no })) };
  return (
    <Modal opened onClose={onClose} title={say(words.title)} size='lg' attributes={notABanner}>
      {ready ? (
        <Stack gap='lg'>
          <Text>{say(beginningWords[from].sentence, { count })}</Text>
          <BeginningChoice offered={beginningsFor(records, known)} value={from} onChoose={choose} />
          <VersionChoice value={version} onChoose={setVersion} />
          <Textarea
            label={say(words.reason)}
            description={say(words.reasonHint)}
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
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
              onClick={() => replay.start({ ...names, from, version, reason: reason.trim() })}
            >
              {say(words.go, { count })}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Skeleton height={260} />
      )}
    </Modal>
  );
}

type BeginningProps = { offered: Beginning[]; value: Beginning; onChoose(from: Beginning): void };

function BeginningChoice({ offered, value, onChoose }: BeginningProps) {
  const say = useSay();
  const pick = (picked: string) => {
    const from = offered.find((each) => each === picked);
    if (from) onChoose(from);
  };
  return (
    <Radio.Group label={say(words.where)} value={value} onChange={pick}>
      <Stack gap='xs' mt='xs'>
        {offered.map((from) => (
          <Radio
            key={from}
            value={from}
            label={say(beginningWords[from].label)}
            description={say(beginningWords[from].hint)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function VersionChoice({ value, onChoose }: { value: 'now' | 'then'; onChoose(version: 'now' | 'then'): void }) {
  const say = useSay();
  return (
    <Radio.Group
      label={say(words.which)}
      value={value}
      onChange={(picked) => onChoose(picked === 'then' ? 'then' : 'now')}
    >
      <Stack gap='xs' mt='xs'>
        <Radio value='now' label={say(words.now)} />
        <Radio value='then' label={say(words.then)} />
      </Stack>
    </Radio.Group>
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
