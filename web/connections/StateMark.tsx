import { Badge } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconPlugConnectedX } from '@tabler/icons-react';
import type { Connection } from '#flows/api/connections.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

const states = {
  working: { words: words.working, color: 'green', Icon: IconCircleCheck },
  lost: { words: words.lost, color: 'red', Icon: IconPlugConnectedX },
  untested: { words: words.untested, color: 'gray', Icon: IconCircleDashed },
};

/** Whether a connection works, in a word, an icon and a colour. */
export function StateMark({ state }: { state: Connection['state'] }) {
  const say = useSay();
  const { words: word, color, Icon } = states[state];
  return (
    <Badge variant='light' color={color} size='lg' leftSection={<Icon size={15} aria-hidden />}>
      {say(word)}
    </Badge>
  );
}

/** Marks what is connected to a demo shop, wherever it is named. */
export function DemoConnectionMark() {
  const say = useSay();
  return (
    <Badge variant='outline' color='orange' title={say(words.demoHint)}>
      {say(words.demo)}
    </Badge>
  );
}
