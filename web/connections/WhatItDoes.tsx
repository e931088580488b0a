import { Card, Stack, Text, Title } from '@mantine/core';
import type { ConnectorInfo } from '#flows/api/connectors.ts';
import { useSay } from '#web/words/say.ts';
import { ConfidenceNote } from './ConfidenceNote.tsx';
import words from './words.json';

/** Everything that can be got from a system or sent to it, each with how well its contract is known and from where. */
export function WhatItDoes({ connector }: { connector: ConnectorInfo }) {
  const say = useSay();
  const operations = [
    ...Object.entries(connector.sources).map(([id, it]) => ({ id: `get-${id}`, words: words.gets, it })),
    ...Object.entries(connector.lookups).map(([id, it]) => ({ id: `look-${id}`, words: words.looksUp, it })),
    ...Object.entries(connector.targets).map(([id, it]) => ({ id: `send-${id}`, words: words.sends, it })),
  ];
  return (
    <Card component='section' aria-labelledby='what-it-does'>
      <Title order={2} size='h4' mb='md' id='what-it-does'>
        {say(words.whatItDoes)}
      </Title>
      <Stack gap='sm'>
        {operations.map(({ id, words: deed, it }) => (
          <div key={id}>
            <Text size='sm' fw={500}>
              {say(deed, { what: say(it.title) })}
            </Text>
            <ConfidenceNote confidence={it.confidence} factsFrom={it.factsFrom} />
          </div>
        ))}
      </Stack>
    </Card>
  );
}
