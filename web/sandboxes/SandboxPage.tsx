import { Stack, Tabs } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { SandboxInfo } from '#flows/api/sandboxes.ts';
import { DemoConnectionMark } from '#web/connections/StateMark.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingPage } from '#web/shell/LoadingPage.tsx';
import { NotFoundPage } from '#web/shell/NotFoundPage.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { Actions } from './Actions.tsx';
import { Faults } from './Faults.tsx';
import { ReceivedList } from './ReceivedList.tsx';
import styles from './sandboxes.module.css';
import { TablePart } from './TablePart.tsx';
import { useReceived, useSandboxes } from './use-sandboxes.ts';
import words from './words.json';

/** One demo shop: look at it, do something in it, make it fail, see what arrived. */
export function SandboxPage() {
  const { name } = useParams({ from: '/demo/$name' });
  const sandboxes = useSandboxes();
  if (sandboxes.isPending) return <LoadingPage />;
  if (sandboxes.isError) return <ErrorState error={sandboxes.error} again={() => sandboxes.refetch()} />;
  const sandbox = sandboxes.data.items.find((each) => each.name === name);
  if (!sandbox) return <NotFoundPage />;
  return <Shop key={name} sandbox={sandbox} />;
}

function Shop({ sandbox }: { sandbox: SandboxInfo }) {
  const say = useSay();
  return (
    <PageFrame title={say(sandbox.title)} about={say(words.shopAbout)} beside={<DemoConnectionMark />}>
      <div className={styles.columns}>
        <World sandbox={sandbox} />
        <Stack gap='md'>
          <Actions sandbox={sandbox} />
          <Faults sandbox={sandbox} />
        </Stack>
      </div>
    </PageFrame>
  );
}

function World({ sandbox }: { sandbox: SandboxInfo }) {
  const say = useSay();
  const received = useReceived(sandbox.name);
  const arrived = received.data?.items ?? [];
  return (
    <Tabs defaultValue={sandbox.tables[0]?.id ?? 'received'} keepMounted={false} className={styles.world}>
      <Tabs.List>
        {sandbox.tables.map((table) => (
          <Tabs.Tab key={table.id} value={table.id}>
            {say(words.tab, { title: say(table.title), count: table.rows.length })}
          </Tabs.Tab>
        ))}
        <Tabs.Tab value='received'>{say(words.tab, { title: say(words.received), count: arrived.length })}</Tabs.Tab>
      </Tabs.List>
      {sandbox.tables.map((table) => (
        <Tabs.Panel key={table.id} value={table.id} pt='md'>
          <TablePart table={table} />
        </Tabs.Panel>
      ))}
      <Tabs.Panel value='received' pt='md'>
        {received.isError ? <ErrorState error={received.error} /> : <ReceivedList items={arrived} />}
      </Tabs.Panel>
    </Tabs>
  );
}
