import { Badge } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconClockPause, IconPlugConnectedX } from '@tabler/icons-react';
import type { Connection } from '#flows/api/connections.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

const states = {
  working: { words: words.working, color: 'green', Icon: IconCircleCheck },
  lost: { words: words.lost, color: 'red', Icon: IconPlugConnectedX },
  untested: { words: words.untested, color: 'gray', Icon: IconCircleDashed },
  leftAlone: { words: words.leftAlone, color: 'orange', Icon: IconClockPause },
};

/** Whether a connection works, in a word, an icon and a colour. */
export function StateMark({ connection }: { connection: Pick<Connection, 'state' | 'leftAloneUntil'> }) {
  const say = useSay();
  const { words: word, color, Icon } = states[connection.leftAloneUntil ? 'leftAlone' : connection.state];
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
