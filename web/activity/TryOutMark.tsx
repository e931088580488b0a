import { Badge, Tooltip } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

export function TryOutMark() {
  const say = useSay();
  return (
    <Tooltip label={say(words.tryOutHint)}>
      <Badge variant='outline' color='gray' size='sm' c='dimmed'>
        {say(words.tryOut)}
      </Badge>
    </Tooltip>
  );
}
