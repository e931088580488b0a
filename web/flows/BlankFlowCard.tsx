import { Button, Card, Stack, Text, TextInput, ThemeIcon, Title } from '@mantine/core';
import { IconPencilPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useDeed } from '#web/api/queries.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

export function BlankFlowCard() {
  const say = useSay();
  const tell = useTell();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const create = useDeed('createFlow', ['listFlows']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { body: { name: name.trim() || say(words.newFlow) } },
      { onSuccess: ({ id }) => navigate({ to: '/flows/$flowId', params: { flowId: id } }), onError: tell.failed },
    );
  };
  return (
    <Card component='form' onSubmit={submit} style={{ borderStyle: 'dashed' }}>
      <Stack gap='sm' h='100%'>
        <ThemeIcon variant='light' color='gray' size={36} aria-hidden>
          <IconPencilPlus size={20} />
        </ThemeIcon>
        <Title order={2} size='h4'>
          {say(words.blank)}
        </Title>
        <Text size='sm' flex={1}>
          {say(words.blankAbout)}
        </Text>
        <TextInput
          label={say(words.name)}
          placeholder={say(words.newFlow)}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type='submit' variant='light' loading={create.isPending}>
          {say(words.startBlank)}
        </Button>
      </Stack>
    </Card>
  );
}
