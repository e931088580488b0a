import { Button, Card, Stack } from '@mantine/core';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Connection } from '#flows/api/connections.ts';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { useMay } from '#web/session/use-session.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingPage } from '#web/shell/LoadingPage.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { Checks } from './Checks.tsx';
import styles from './connections.module.css';
import { DeleteConnection } from './DeleteConnection.tsx';
import { GiveAccess } from './GiveAccess.tsx';
import { HowToConnect } from './HowToConnect.tsx';
import { InboxPart } from './InboxPart.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { DemoConnectionMark, StateMark } from './StateMark.tsx';
import { useSystemName } from './SystemMark.tsx';
import { UsedBy } from './UsedBy.tsx';
import { WhatItDoes } from './WhatItDoes.tsx';
import words from './words.json';

/** One connection: does it work, what is it set to, who uses it. */
export function ConnectionPage() {
  const { connectionId } = useParams({ from: '/connections/$connectionId' });
  const connection = useRoute('getConnection', { params: { id: connectionId } });
  if (connection.isPending) return <LoadingPage />;
  if (connection.isError) return <ErrorState error={connection.error} again={() => connection.refetch()} />;
  return <Details key={connectionId} connection={connection.data} />;
}

function Details({ connection }: { connection: Connection }) {
  const say = useSay();
  const may = useMay();
  const systemName = useSystemName();
  const [deleting, setDeleting] = useState(false);
  const connectors = useRoute('listConnectors', {}, { staleTime: Number.POSITIVE_INFINITY });
  const connector = connectors.data?.items.find((each) => each.id === connection.connector);
  const check = useCheck(connection, may('checkConnection'));
  const checkButton = may('checkConnection') && (
    <Button
      variant='light'
      leftSection={<IconRefresh size={18} aria-hidden />}
      loading={check.isPending}
      onClick={() => check.mutate({ params: { id: connection.id } })}
    >
      {say(words.checkAgain)}
    </Button>
  );
  const deleteButton = may('deleteConnection') && (
    <Button
      variant='subtle'
      color='red'
      leftSection={<IconTrash size={18} aria-hidden />}
      onClick={() => setDeleting(true)}
    >
      {say(words.remove)}
    </Button>
  );
  return (
    <PageFrame
      title={connection.name}
      about={systemName(connection.connector)}
      beside={
        <>
          {connection.sandbox && <DemoConnectionMark />}
          <StateMark connection={connection} />
        </>
      }
      actions={
        <>
          {deleteButton}
          {checkButton}
        </>
      }
    >
      <div className={styles.twoColumns}>
        <Stack gap='md'>
          {connection.leftAloneUntil && (
            <ProblemNote problem={{ code: 'run.left-alone', params: { system: connection.name } }} />
          )}
          {connection.access !== 'not-needed' && may('askAccess') && <GiveAccess connection={connection} />}
          <Checks connection={connection} running={check.isPending} error={check.error} />
          {connector?.receives && may('getInbox') && (
            <Card component='section' aria-label={say(words.receiving)}>
              <InboxPart connection={connection.id} />
            </Card>
          )}
          {connector && may('updateConnection') && <SettingsForm connection={connection} connector={connector} />}
        </Stack>
        <Stack gap='md'>
          <UsedBy connection={connection} />
          {connector && <WhatItDoes connector={connector} />}
          {connector && !connection.sandbox && <HowToConnect connector={connector} />}
        </Stack>
      </div>
      {deleting && <DeleteConnection connection={connection} close={() => setDeleting(false)} />}
    </PageFrame>
  );
}

/** Checks by hand, and by itself once when the connection is new. */
function useCheck(connection: Connection, may: boolean) {
  const check = useDeed('checkConnection', ['getConnection', 'listConnections']);
  const first = useEffectEvent(() => {
    if (may && connection.checkedAt === null) check.mutate({ params: { id: connection.id } });
  });
  useEffect(() => first(), []);
  return check;
}
