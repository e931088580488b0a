import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconBuildingStore } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SandboxInfo } from '#flows/api/sandboxes.ts';
import { SystemMark } from '#web/connections/SystemMark.tsx';
import { EmptyState } from '#web/shell/EmptyState.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import styles from './sandboxes.module.css';
import { useSandboxes } from './use-sandboxes.ts';
import words from './words.json';

/** The demo shops: what stands in for the real systems while somebody looks around, learns or tests. */
export function SandboxesPage() {
  const say = useSay();
  const sandboxes = useSandboxes();
  return (
    <PageFrame title={say(words.title)} about={say(words.about)}>
      {sandboxes.isPending && <LoadingRows rows={2} />}
      {sandboxes.isError && <ErrorState error={sandboxes.error} again={() => sandboxes.refetch()} />}
      {sandboxes.data?.items.length === 0 && (
        <EmptyState Icon={IconBuildingStore} title={say(words.noneTitle)} about={say(words.noneAbout)} />
      )}
      <ul className={styles.shops}>
        {sandboxes.data?.items.map((sandbox) => (
          <Shop key={sandbox.name} sandbox={sandbox} />
        ))}
      </ul>
    </PageFrame>
  );
}

function Shop({ sandbox }: { sandbox: SandboxInfo }) {
  const say = useSay();
  const faults = sandbox.pending.reduce((sum, fault) => sum + fault.times, 0);
  return (
    <Card component='li' className={styles.shop}>
      <Stack gap='sm'>
        <Group gap='sm' wrap='nowrap'>
          <SystemMark connector={sandbox.name} size={44} />
          <Title order={2} size='h4'>
            <Link to='/demo/$name' params={{ name: sandbox.name }} className={styles.shopLink}>
              {say(sandbox.title)}
            </Link>
          </Title>
        </Group>
        <Group gap='lg'>
          {sandbox.tables.map((table) => (
            <div key={table.id}>
              <Text fw={650} size='xl'>
                {say(words.number, { number: table.rows.length })}
              </Text>
              <Text size='sm' c='dimmed'>
                {say(table.title)}
              </Text>
            </div>
          ))}
        </Group>
        {faults > 0 && (
          <Badge color='orange' variant='light'>
            {say(words.willFail, { count: faults })}
          </Badge>
        )}
      </Stack>
    </Card>
  );
}
