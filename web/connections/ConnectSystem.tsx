import { Button, Card, Divider, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ConnectorInfo } from '#flows/api/connectors.ts';
import { FieldsForm } from '#web/form/FieldsForm.tsx';
import { useIssues } from '#web/form/use-issues.ts';
import { initialValues, valuesToSend } from '#web/form/values.ts';
import { useSay } from '#web/words/say.ts';
import { ConfidenceNote } from './ConfidenceNote.tsx';
import { useConnect } from './connect.ts';
import styles from './connections.module.css';
import { HowToConnect } from './HowToConnect.tsx';
import { WhatItDoes } from './WhatItDoes.tsx';
import words from './words.json';

/** The form of one system with its numbered help beside it, and the demo shop for those who have no account there. */
export function ConnectSystem({ connector }: { connector: ConnectorInfo }) {
  const connect = useConnect(connector);
  return (
    <div className={styles.twoColumns}>
      <Card>
        <Stack gap='lg'>
          {connector.sandbox && <DemoOffer connector={connector} connect={connect} />}
          <OwnAccount connector={connector} connect={connect} />
        </Stack>
      </Card>
      <Stack gap='md'>
        <HowToConnect connector={connector} />
        <WhatItDoes connector={connector} />
      </Stack>
    </div>
  );
}

type Props = { connector: ConnectorInfo; connect: ReturnType<typeof useConnect> };

function DemoOffer({ connector, connect }: Props) {
  const say = useSay();
  const name = say(words.demoName, { system: say(connector.title) });
  return (
    <>
      <Stack gap='xs' align='flex-start'>
        <Title order={2} size='h4'>
          {say(words.demoTitle)}
        </Title>
        <Text size='sm' c='dimmed'>
          {say(words.demoAbout)}
        </Text>
        <Button
          variant='light'
          loading={connect.pending}
          onClick={() => connect.create({ name, settings: {}, sandbox: true })}
        >
          {say(words.useDemo)}
        </Button>
      </Stack>
      <Divider label={say(words.orOwn)} />
    </>
  );
}

function OwnAccount({ connector, connect }: Props) {
  const say = useSay();
  const [name, setName] = useState(say(connector.title));
  const [values, setValues] = useState(initialValues(connector.form));
  const { ready, issues } = useIssues(connector.form, values);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (ready(event.currentTarget)) connect.create({ name, settings: valuesToSend(connector.form, values) });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap='md'>
        <TextInput
          label={say(words.name)}
          description={say(words.nameHelp)}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FieldsForm
          fields={connector.form}
          values={values}
          onChange={(field, value) => setValues({ ...values, [field]: value })}
          issues={issues(connect.error)}
        />
        <ConfidenceNote confidence={connector.confidence} />
        <Button type='submit' loading={connect.pending} disabled={name.trim() === ''}>
          {say(words.connectAndCheck)}
        </Button>
      </Stack>
    </form>
  );
}
