import { Button, Code, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconMathFunction, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useSay } from '#web/words/say.ts';
import { findFunctions, type ToldFunction } from './find-functions.ts';
import words from './words.json';

/** Every function that Koppel adds to formulas, with how it is written, what it does and an example. */
export function FunctionList() {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size='xs'
        variant='subtle'
        leftSection={<IconMathFunction size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {say(words.functions)}
      </Button>
      <Modal
        stackId='functions'
        opened={open}
        onClose={() => setOpen(false)}
        title={say(words.functions)}
        size='lg'
        zIndex={300}
        closeButtonProps={{ 'aria-label': say(words.close) }}
      >
        <Found />
      </Modal>
    </>
  );
}

function Found() {
  const say = useSay();
  const [text, setText] = useState('');
  const found = findFunctions(text, say);
  return (
    <Stack gap='lg'>
      <Text size='sm'>{say(words.functionsAbout)}</Text>
      <TextInput
        type='search'
        aria-label={say(words.searchFunctions)}
        placeholder={say(words.searchFunctions)}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
        data-own-undo
      />
      {found.length === 0 && <Text c='dimmed'>{say(words.noFunction)}</Text>}
      {found.map(({ subject, title, functions }) => (
        <section key={subject} aria-label={say(title)}>
          <Title order={3} size='h5' mb='xs'>
            {say(title)}
          </Title>
          <Stack gap='md'>
            {functions.map((each) => (
              <OneFunction key={each.name} told={each} />
            ))}
          </Stack>
        </section>
      ))}
    </Stack>
  );
}

function OneFunction({ told: { call, title, about, example } }: { told: ToldFunction }) {
  const say = useSay();
  const wrap = { overflowWrap: 'anywhere', whiteSpace: 'normal' } as const;
  return (
    <div>
      <Code fz='sm' fw={600} style={wrap}>
        {call}
      </Code>
      <Text size='sm' mt={4}>
        <strong>{say(title)}.</strong> {say(about)}
      </Text>
      <Text size='xs' c='dimmed' mt={2} style={wrap}>
        {say(words.example)} {example.formula} → {JSON.stringify(example.result)}
      </Text>
    </div>
  );
}
