import { Alert, Card, Group, Loader, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { CheckResult, Connection } from '#flows/api/connections.ts';
import type { ApiError } from '#web/api/client.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { ButtonLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import styles from './connections.module.css';
import { useSystemName } from './SystemMark.tsx';
import words from './words.json';

type Props = { connection: Connection; running: boolean; error: ApiError | null };

/** The named checks of a connection, with what was counted, and how to mend what failed. */
export function Checks({ connection, running, error }: Props) {
  const say = useSay();
  const { time } = useWhen();
  const sentence = useApiError();
  const system = useSystemName()(connection.connector);
  return (
    <Card component='section' aria-labelledby='checks' aria-live='polite'>
      <Group justify='space-between' mb='md'>
        <Title order={2} size='h4' id='checks'>
          {say(words.checks)}
        </Title>
        {connection.checkedAt && !running && (
          <Text size='sm' c='dimmed'>
            {time(connection.checkedAt)}
          </Text>
        )}
      </Group>
      {error && (
        <Alert color='red' mb='md'>
          {sentence(error)}
        </Alert>
      )}
      {running ? (
        <Group gap='sm'>
          <Loader size='sm' aria-hidden />
          <Text>{say(words.checking, { system })}</Text>
        </Group>
      ) : (
        <Results connection={connection} />
      )}
    </Card>
  );
}

function Results({ connection }: { connection: Connection }) {
  const say = useSay();
  if (connection.checks.length === 0) return <Text c='dimmed'>{say(words.neverChecked)}</Text>;
  return (
    <>
      <ul className={styles.checks}>
        {connection.checks.map((check, at) => (
          <Result key={check.id} check={check} at={at} />
        ))}
      </ul>
      {connection.state === 'working' && connection.flows.length === 0 && (
        <ButtonLink to='/flows/new' mt='lg' style={{ alignSelf: 'start' }}>
          {say(words.chooseFlow)}
        </ButtonLink>
      )}
    </>
  );
}

function Result({ check, at }: { check: CheckResult; at: number }) {
  const say = useSay();
  const problemText = useProblem();
  const problem = check.problem && problemText(check.problem);
  return (
    <li className={styles.check} style={{ animationDelay: `${at * 120}ms` }}>
      {check.ok ? (
        <IconCircleCheck role='img' aria-label={say(words.fine)} color='var(--mantine-color-green-7)' />
      ) : (
        <IconAlertTriangle role='img' aria-label={say(words.failed)} color='var(--mantine-color-orange-7)' />
      )}
      <div>
        <Text fw={500}>{say(check.title)}</Text>
        {problem && (
          <Text size='sm' c='dimmed'>
            <strong>{problem.title}.</strong> {problem.happened} {problem.fix}
          </Text>
        )}
      </div>
      {check.count !== undefined && <Text fw={650}>{say(words.number, { number: check.count })}</Text>}
    </li>
  );
}
