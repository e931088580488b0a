import { Card, Stack, Text, Title } from '@mantine/core';
import type { Connection } from '#flows/api/connections.ts';
import { AnchorLink, ButtonLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** The flows that use a connection, and for a demo connection the way to its shop. */
export function UsedBy({ connection }: { connection: Connection }) {
  const say = useSay();
  return (
    <Card component='section' aria-labelledby='used-by'>
      <Stack gap='xs' align='flex-start'>
        <Title order={2} size='h4' id='used-by'>
          {say(words.usedByTitle)}
        </Title>
        {connection.flows.length === 0 && <Text c='dimmed'>{say(words.unusedAbout)}</Text>}
        <FlowLinks flows={connection.flows} />
        {connection.sandbox && (
          <ButtonLink to='/demo/$name' params={{ name: connection.connector }} variant='light' mt='xs'>
            {say(words.openDemo)}
          </ButtonLink>
        )}
      </Stack>
    </Card>
  );
}

export function FlowLinks({ flows }: { flows: Connection['flows'] }) {
  return flows.map((flow) => (
    <AnchorLink key={flow.id} to='/flows/$flowId' params={{ flowId: flow.id }}>
      {flow.name}
    </AnchorLink>
  ));
}
