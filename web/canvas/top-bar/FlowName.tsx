import { TextInput, Title, VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useDeed } from '#web/api/queries.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import styles from '../editor.module.css';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

/** The page's heading, which is also where the flow is renamed. */
export function FlowName() {
  const say = useSay();
  const tell = useTell();
  const { flow, mayEdit } = useEditor();
  const [typed, setTyped] = useState<string | null>(null);
  const rename = useDeed('renameFlow', ['getFlow', 'listFlows']);
  if (!mayEdit)
    return (
      <Title order={1} size='h4'>
        {flow.name}
      </Title>
    );
  const keep = () => {
    const name = typed?.trim() ?? '';
    if (name === '' || name === flow.name) return setTyped(null);
    rename.mutate(
      { params: { id: flow.id }, body: { name } },
      { onError: tell.failed, onSettled: () => setTyped(null) },
    );
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key === 'Escape') setTyped(null);
  };
  return (
    <>
      <VisuallyHidden component='h1'>{flow.name}</VisuallyHidden>
      <TextInput
        className={styles.nameField}
        variant='unstyled'
        aria-label={say(words.flowName)}
        value={typed ?? flow.name}
        maxLength={120}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={keys}
        data-own-undo
      />
    </>
  );
}
