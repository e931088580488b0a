import { Button } from '@mantine/core';
import { IconActivity, IconSearchOff } from '@tabler/icons-react';
import { EmptyState } from '#web/shell/EmptyState.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** An empty list: because nothing has run yet, or because the search and the filters leave nothing. */
export function NothingHere({ onShowAll }: { onShowAll: (() => void) | null }) {
  const say = useSay();
  if (onShowAll) {
    return (
      <EmptyState Icon={IconSearchOff} title={say(words.nothingFound)} about={say(words.nothingFoundAbout)}>
        <Button variant='default' onClick={onShowAll}>
          {say(words.removeFilters)}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState Icon={IconActivity} title={say(words.nothingYet)} about={say(words.nothingYetAbout)}>
      <ButtonLink to='/flows'>{say(words.toFlows)}</ButtonLink>
    </EmptyState>
  );
}
