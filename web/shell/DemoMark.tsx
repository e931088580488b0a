import { Badge } from '@mantine/core';
import { useSession } from '#web/session/use-session.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Says on every page that this organization is for looking around. */
export function DemoMark() {
  const say = useSay();
  const { organization } = useSession();
  if (!organization.demo) return null;
  return (
    <Badge variant='light' color='orange' title={say(words.demoHint)}>
      {say(words.demo)}
    </Badge>
  );
}
