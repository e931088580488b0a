import { Button, Code, CopyButton, Group, SegmentedControl, Stack } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useSay } from '#web/words/say.ts';
import { DataTree } from './DataTree.tsx';
import styles from './data.module.css';
import { treeOf } from './data-tree.ts';
import words from './words.json';

type Props = { value: unknown; titles(path: string): string | null };

/** A record's content: named values for people, JSON for experts. It is data and never becomes part of the page's code. */
export function ContentView({ value, titles }: Props) {
  const say = useSay();
  const [view, setView] = useState('fields');
  const json = JSON.stringify(value, null, 2);
  return (
    <Stack gap='sm'>
      <Group justify='space-between'>
        <SegmentedControl
          size='xs'
          aria-label={say(words.viewAs)}
          value={view}
          onChange={setView}
          data={[
            { value: 'fields', label: say(words.fields) },
            { value: 'raw', label: say(words.raw) },
          ]}
        />
        <CopyText text={json} />
      </Group>
      {view === 'fields' ? (
        <DataTree branches={treeOf(value)} titles={titles} />
      ) : (
        <Code block className={styles.code} tabIndex={0}>
          {json}
        </Code>
      )}
    </Stack>
  );
}

export function CopyText({ text }: { text: string }) {
  const say = useSay();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          variant='subtle'
          color='gray'
          size='compact-sm'
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={copy}
        >
          {say(copied ? words.copied : words.copy)}
        </Button>
      )}
    </CopyButton>
  );
}
