import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ConnectorInfo } from '#flows/api/connectors.ts';
import { ButtonLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { ConfidenceNote } from './ConfidenceNote.tsx';
import { needsNothing, useConnect } from './connect.ts';
import styles from './connections.module.css';
import { SystemMark } from './SystemMark.tsx';
import words from './words.json';

export function ChooseSystem({ connectors }: { connectors: ConnectorInfo[] }) {
  return (
    <div className={styles.systems}>
      {connectors.map((connector) => (
        <SystemCard key={connector.id} connector={connector} />
      ))}
    </div>
  );
}

function SystemCard({ connector }: { connector: ConnectorInfo }) {
  const say = useSay();
  const connect = useConnect(connector);
  const title = say(connector.title);
  return (
    <Card className={styles.system}>
      <Stack gap='sm' h='100%'>
        <Group gap='sm' wrap='nowrap'>
          <SystemMark connector={connector.id} />
          <Title order={2} size='h4'>
            {title}
          </Title>
        </Group>
        <Text size='sm' flex={1}>
          {say(connector.about)}
        </Text>
        <ConfidenceNote confidence={connector.confidence} />
        {needsNothing(connector) ? (
          <Button
            aria-label={say(words.shortNamed, { deed: say(words.addShort), system: title })}
            onClick={() => connect.create({ name: title })}
            loading={connect.pending}
          >
            {say(words.addShort)}
          </Button>
        ) : (
          <ButtonLink
            to='/connections/new'
            search={{ connector: connector.id }}
            variant='light'
            aria-label={say(words.shortNamed, { deed: say(words.connectShort), system: title })}
          >
            {say(words.connectShort)}
          </ButtonLink>
        )}
      </Stack>
    </Card>
  );
}
