import { Button, Fieldset, Group, JsonInput, Stack, Switch, Text } from '@mantine/core';
import { IconPencil, IconX } from '@tabler/icons-react';
import type { Difference } from '#flows/differences.ts';
import { Differences } from '#web/differences/Differences.tsx';
import { useMay } from '#web/session/use-session.ts';
import { useSay } from '#web/words/say.ts';
import type { WishForm } from './use-wish.ts';
import words from './words.json';

type Props = {
  form: WishForm;
  /** What would go into the first step that is done again; undefined where nothing can be edited. */
  input: unknown;
  edits: Difference[];
};

/** Sending twice and changing content: only for who knows what that does, and never without a reason. */
export function ExpertChoices({ form, input, edits }: Props) {
  const say = useSay();
  const may = useMay();
  if (!may('replay', 'force')) return null;
  return (
    <Fieldset legend={say(words.experts)}>
      <Stack gap='sm'>
        <Switch
          label={say(words.force)}
          description={say(words.forceHint)}
          checked={form.wish.force ?? false}
          onChange={(event) => form.setForce(event.currentTarget.checked)}
        />
        {form.text === null ? (
          input !== undefined && (
            <Group>
              <Button
                variant='default'
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => form.setText(JSON.stringify(input, null, 2))}
              >
                {say(words.edit)}
              </Button>
            </Group>
          )
        ) : (
          <Editing form={form} text={form.text} edits={edits} />
        )}
      </Stack>
    </Fieldset>
  );
}

function Editing({ form, text, edits }: { form: WishForm; text: string; edits: Difference[] }) {
  const say = useSay();
  return (
    <Stack gap='sm'>
      <JsonInput
        label={say(words.edit)}
        description={say(words.editHint)}
        error={form.unreadable && say(words.editWrong)}
        autosize
        minRows={6}
        maxRows={16}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        onChange={form.setText}
      />
      <Text size='sm' fw={600}>
        {say(words.yourChanges)}
      </Text>
      {edits.length === 0 ? (
        <Text size='sm' c='dimmed'>
          {say(words.noChanges)}
        </Text>
      ) : (
        <Differences list={edits} label={say(words.yourChanges)} between='edits' />
      )}
      <Group>
        <Button
          variant='subtle'
          color='gray'
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => form.setText(null)}
        >
          {say(words.editStop)}
        </Button>
      </Group>
    </Stack>
  );
}
