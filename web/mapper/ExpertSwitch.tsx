import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { Mapping } from '#flows/mapping/rows.ts';
import { useEditor } from '#web/canvas/editor-context.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = { mapping: Mapping; onChange(mapping: Mapping): void };

/** Rows for people, or one formula for experts; what would be lost is asked about first. */
export function ExpertSwitch({ mapping, onChange }: Props) {
  const say = useSay();
  const { mayEdit } = useEditor();
  const [asking, setAsking] = useState(false);
  const isExpert = mapping.mode === 'expression';
  const nothingToLose = isExpert ? mapping.expression.trim() === '' : mapping.rows.length === 0;
  const change = () => {
    setAsking(false);
    // An expert starts from the record as it is.
    onChange(isExpert ? { mode: 'rows', rows: [] } : { mode: 'expression', expression: '$' });
  };
  return (
    <>
      <Switch
        label={say(words.expert)}
        checked={isExpert}
        disabled={!mayEdit}
        onChange={() => (nothingToLose ? change() : setAsking(true))}
      />
      <Modal
        stackId='expert'
        opened={asking}
        onClose={() => setAsking(false)}
        title={say(words.expert)}
        zIndex={300}
        closeButtonProps={{ 'aria-label': say(words.close) }}
      >
        <Stack>
          <Text>{say(isExpert ? words.loseFormula : words.loseRows)}</Text>
          <Group justify='flex-end'>
            <Button variant='default' onClick={() => setAsking(false)} data-autofocus>
              {say(words.keepIt)}
            </Button>
            <Button color='red' onClick={change}>
              {say(isExpert ? words.toRows : words.toFormula)}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
