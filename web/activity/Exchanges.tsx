import { Badge, Box, Code, Group, Stack, Text } from '@mantine/core';
import type { Exchange } from '#flows/api/runs.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { CopyText } from './ContentView.tsx';
import styles from './data.module.css';
import { sayAnswerTime } from './duration.ts';
import { prettyBody } from './pretty.ts';
import words from './words.json';

/** The requests of a step and their answers, the last one open. */
export function Exchanges({ exchanges }: { exchanges: Exchange[] }) {
  return (
    <Stack gap='sm'>
      {exchanges.map((exchange, at) => (
        <ExchangeCard
          key={`${exchange.startedAt} ${exchange.url}`}
          exchange={exchange}
          open={at === exchanges.length - 1}
        />
      ))}
    </Stack>
  );
}

function ExchangeCard({ exchange, open }: { exchange: Exchange; open: boolean }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { method, url, status, fault, milliseconds } = exchange;
  // What is not HTTP may have no number for an answer.
  const well = status === null ? fault === null : status < 400;
  return (
    <details className={styles.exchange} open={open}>
      <summary>
        <Badge variant='default' radius='sm'>
          {method}
        </Badge>
        <span className={styles.address}>{url}</span>
        <Badge variant='light' color={well ? 'green' : 'orange'}>
          {status ?? say(fault === null ? words.answered : words.noStatus)}
        </Badge>
        <Text component='span' size='sm' c='dimmed'>
          {sayAnswerTime(language, milliseconds)}
        </Text>
      </summary>
      <Stack gap='md' px='md' pb='md'>
        {fault && <Text size='sm'>{fault}</Text>}
        <Body title={say(words.requestBody)} body={exchange.requestBody} />
        <Body title={say(words.responseBody)} body={exchange.responseBody} />
      </Stack>
    </details>
  );
}

function Body({ title, body }: { title: string; body: string | null }) {
  if (body === null || body === '') return null;
  const pretty = prettyBody(body);
  return (
    <Box>
      <Group justify='space-between' mb={4}>
        <Text size='sm' fw={600}>
          {title}
        </Text>
        <CopyText text={body} />
      </Group>
      <Code block className={styles.code} tabIndex={0}>
        {pretty}
      </Code>
    </Box>
  );
}
