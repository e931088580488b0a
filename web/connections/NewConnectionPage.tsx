import { IconArrowLeft } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useRoute } from '#web/api/queries.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { ChooseSystem } from './ChooseSystem.tsx';
import { ConnectSystem } from './ConnectSystem.tsx';
import words from './words.json';

/** Adding a system: first which one, then its form. Which one stands in the address, so that "back" works. */
export function NewConnectionPage() {
  const say = useSay();
  const { connector: chosen } = useSearch({ from: '/connections/new' });
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  if (connectors.isPending) {
    return (
      <PageFrame title={say(words.choose)}>
        <LoadingRows />
      </PageFrame>
    );
  }
  if (connectors.isError) return <ErrorState error={connectors.error} again={() => connectors.refetch()} />;
  const connector = connectors.data.items.find((each) => each.id === chosen);
  if (!connector) {
    return (
      <PageFrame title={say(words.choose)} about={say(words.chooseAbout)}>
        <ChooseSystem connectors={connectors.data.items} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title={say(words.connectTo, { system: say(connector.title) })}
      about={say(connector.about)}
      actions={
        <ButtonLink to='/connections/new' variant='subtle' leftSection={<IconArrowLeft size={18} aria-hidden />}>
          {say(words.otherSystem)}
        </ButtonLink>
      }
    >
      <ConnectSystem key={connector.id} connector={connector} />
    </PageFrame>
  );
}
