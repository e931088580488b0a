import { Alert, Button, FileInput, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ConnectorInfo, Suggestion } from '#flows/api/connectors.ts';
import { useDeed } from '#web/api/queries.ts';
import { readText } from '#web/form/read-text.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import words from '../words.json';
import { Choice } from './Choice.tsx';

type Props = { connectorId: ConnectorInfo['id']; side: Suggestion['side']; fill(suggestion: Suggestion): void };

/** Fills a step's form from a description of the API that a person has at hand. */
export function FillIn(props: Props) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant='light' size='xs' onClick={() => setOpen(true)} style={{ alignSelf: 'start' }}>
        {say(words.fillIn)}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={say(words.fillIn)}>
        {open && <Description {...props} close={() => setOpen(false)} />}
      </Modal>
    </>
  );
}

function Description({ connectorId, side, fill, close }: Props & { close(): void }) {
  const say = useSay();
  const sentence = useApiError();
  const [description, setDescription] = useState('');
  const suggest = useDeed('suggestOptions', []);
  const found = suggest.data?.items.filter((it) => it.side === side);
  const look = () => suggest.mutate({ params: { name: connectorId }, body: { description } });
  const take = (suggestion: Suggestion) => {
    fill(suggestion);
    close();
  };
  if (found && found.length > 0) return <Choice found={found} take={take} />;
  return (
    <Stack>
      <Text size='sm'>{say(words.fillInAbout)}</Text>
      <FileInput
        label={say(words.fillInFile)}
        accept='.json,application/json'
        onChange={async (file) => setDescription(file ? readText(await file.arrayBuffer()) : '')}
      />
      <Textarea
        label={say(words.fillInText)}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        minRows={4}
        maxRows={10}
        autosize
      />
      {(suggest.error || found) && (
        <Alert role='alert' color={suggest.error ? 'red' : 'yellow'}>
          {suggest.error ? sentence(suggest.error) : say(words.fillInNothing)}
        </Alert>
      )}
      <Button onClick={look} loading={suggest.isPending} disabled={description.trim() === ''}>
        {say(words.fillInLook)}
      </Button>
    </Stack>
  );
}
