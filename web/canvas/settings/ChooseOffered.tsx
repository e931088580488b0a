import { Alert, Button, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#flows/api/connections.ts';
import type { Suggestion } from '#flows/api/connectors.ts';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import words from '../words.json';
import { Choice } from './Choice.tsx';

type Props = {
  connectionId: Connection['id'];
  side: Suggestion['side'];
  /** What the step does there; only what fits it is offered. */
  operation: string | null;
  fill(suggestion: Suggestion): void;
};

/** Fills a step's form with one of the things that the connected system has, its tables for instance. */
export function ChooseOffered({ connectionId, side, operation, fill }: Props) {
  const say = useSay();
  const sentence = useApiError();
  const [open, setOpen] = useState(false);
  const look = useDeed('listOffers', []);
  const found = look.data?.items.filter((it) => it.side === side && (!operation || it.operation === operation));
  const start = () => {
    look.mutate({ params: { id: connectionId } });
    setOpen(true);
  };
  const take = (suggestion: Suggestion) => {
    fill(suggestion);
    setOpen(false);
  };
  return (
    <>
      <Button variant='light' size='xs' onClick={start} style={{ alignSelf: 'start' }}>
        {say(words.offered)}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={say(words.offered)}>
        <Stack aria-busy={look.isPending}>
          {look.error && (
            <Alert role='alert' color='red'>
              {sentence(look.error)}
            </Alert>
          )}
          {found?.length === 0 && (
            <Alert role='alert' color='yellow'>
              {say(words.offeredNothing)}
            </Alert>
          )}
          {found && found.length > 0 && <Choice found={found} take={take} />}
        </Stack>
      </Modal>
    </>
  );
}
