import { IconMapOff } from '@tabler/icons-react';
import { ButtonLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { EmptyState } from './EmptyState.tsx';
import { PageFrame } from './PageFrame.tsx';
import words from './words.json';

export function NotFoundPage() {
  const say = useSay();
  return (
    <PageFrame title={say(words.notFoundTitle)} width='reading'>
      <EmptyState Icon={IconMapOff} title={say(words.notFound)} about={say(words.notFoundAbout)}>
        <ButtonLink to='/'>{say(words.toHome)}</ButtonLink>
      </EmptyState>
    </PageFrame>
  );
}
