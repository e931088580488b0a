import { SegmentedControl, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import * as z from 'zod';
import { contentOn, type OnlyOn, type Way } from '#flows/mapping/when.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = {
  content: unknown;
  /** Rows that are sent on one way only; null where there is only one way to look at it. */
  only: OnlyOn | null;
  children(content: unknown): ReactNode;
};

/** What is sent when the target makes the record, and what when it changes what is there. */
export function BothWays({ content, only, children }: Props) {
  const say = useSay();
  const [way, setWay] = useState<Way>('create');
  const json = z.json().safeParse(content);
  if (!only || !json.success) return children(content);
  return (
    <Stack gap='xs'>
      <SegmentedControl
        size='xs'
        aria-label={say(words.whichWay)}
        value={way}
        onChange={(next) => setWay(next === 'update' ? 'update' : 'create')}
        data={[
          { value: 'create', label: say(words.whenMaking) },
          { value: 'update', label: say(words.whenChanging) },
        ]}
      />
      {children(contentOn(way, only, json.data))}
    </Stack>
  );
}
