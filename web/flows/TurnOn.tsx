import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { SourceCursor } from '#flows/api/flows.ts';
import { useRoute } from '#web/api/queries.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Choice = 'resume' | 'now' | 'start' | 'moment';
type Props = {
  flow: { id: string; name: string };
  busy: boolean;
  /** Where it begins; undefined = where each source was read to. */
  turnOn(from: string | undefined): void;
  close(): void;
};

/** Asks where a flow begins before it is turned on: from now, or from when? */
export function TurnOn({ flow, busy, turnOn, close }: Props) {
  const say = useSay();
  useFocusBack();
  const cursors = useRoute('getCursor', { params: { id: flow.id } }, { staleTime: 0 });
  const items = cursors.data?.items;
  return (
    <Modal
      opened
      onClose={close}
      title={say(words.turnOnNamed, { name: flow.name })}
      closeButtonProps={{ 'aria-label': say(shellWords.close) }}
    >
      {items && <Question items={items} busy={busy} turnOn={turnOn} close={close} />}
    </Modal>
  );
}

type QuestionProps = Pick<Props, 'busy' | 'turnOn' | 'close'> & { items: SourceCursor[] };

function Question({ items, busy, turnOn, close }: QuestionProps) {
  const say = useSay();
  const wasRead = items.some(({ movedAt }) => movedAt !== null);
  const knowsTimes = items.some(({ canStartAt }) => canStartAt);
  const offered: Choice[] = [
    ...(wasRead ? ['resume' as const] : []),
    ...(knowsTimes ? ['now' as const] : []),
    'start',
    ...(knowsTimes ? ['moment' as const] : []),
  ];
  const [choice, setChoice] = useState<Choice>(offered[0] ?? 'start');
  const [moment, setMoment] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (choice === 'moment') turnOn(new Date(moment).toISOString());
    else turnOn(choice === 'resume' ? undefined : choice);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap='md'>
        <Radio.Group
          label={say(words.fromWhen)}
          description={say(words.fromWhenAbout)}
          value={choice}
          onChange={(value) => setChoice(offered.find((each) => each === value) ?? 'start')}
        >
          <Stack gap='sm' mt='sm'>
            {offered.map((each) => (
              <Radio
                key={each}
                value={each}
                label={say(words.beginnings[each].title)}
                description={say(words.beginnings[each].about)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {choice === 'moment' && (
          <TextInput
            type='datetime-local'
            label={say(words.fromMoment)}
            required
            value={moment}
            onChange={(event) => setMoment(event.currentTarget.value)}
          />
        )}
        <Group justify='flex-end'>
          <Button variant='default' onClick={close}>
            {say(shellWords.cancel)}
          </Button>
          <Button type='submit' loading={busy} disabled={choice === 'moment' && moment === ''} data-autofocus>
            {say(words.turnOnNow)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
