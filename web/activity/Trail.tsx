import { Breadcrumbs, Text } from '@mantine/core';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = {
  /** The run, when the page is one record of it. */
  run?: { id: string; title: string };
  here: string;
};

/** The way back to the activity and to the run. */
export function Trail({ run, here }: Props) {
  const say = useSay();
  return (
    <Breadcrumbs component='nav' aria-label={say(words.where)} maw={1180} mx='auto' mb={4} fz='sm'>
      <AnchorLink to='/activity' size='sm' py={5}>
        {say(words.activity)}
      </AnchorLink>
      {run && (
        <AnchorLink to='/runs/$runId' params={{ runId: run.id }} size='sm' py={5}>
          {run.title}
        </AnchorLink>
      )}
      <Text size='sm' c='dimmed' aria-current='page'>
        {here}
      </Text>
    </Breadcrumbs>
  );
}
