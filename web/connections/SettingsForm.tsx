import { Alert, Button, Card, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Connection } from '#flows/api/connections.ts';
import type { ConnectorInfo } from '#flows/api/connectors.ts';
import { useDeed } from '#web/api/queries.ts';
import { FieldsForm } from '#web/form/FieldsForm.tsx';
import { useIssues } from '#web/form/use-issues.ts';
import { valuesFrom, valuesToSend } from '#web/form/values.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { ConfidenceNote } from './ConfidenceNote.tsx';
import words from './words.json';

/** Rename a connection or replace its settings. A key that is kept is never shown, only how it ends. */
export function SettingsForm({ connection, connector }: { connection: Connection; connector: ConnectorInfo }) {
  const say = useSay();
  const tell = useTell();
  const sentence = useApiError();
  const fields = connection.sandbox ? [] : connector.form;
  const [name, setName] = useState(connection.name);
  const [values, setValues] = useState(valuesFrom(fields, connection.settings));
  const { ready, issues } = useIssues(fields, values, connection.secrets);
  const update = useDeed('updateConnection', ['getConnection', 'listConnections']);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!ready(event.currentTarget)) return;
    const settings = fields.length > 0 ? { settings: valuesToSend(fields, values, connection.secrets) } : {};
    update.mutate(
      { params: { id: connection.id }, body: { name, ...settings } },
      {
        onSuccess: (saved) => {
          setValues(valuesFrom(fields, saved.settings));
          tell.done(words.saved);
        },
      },
    );
  };
  return (
    <Card component='form' onSubmit={submit} noValidate aria-labelledby='settings'>
      <Stack gap='md'>
        <Title order={2} size='h4' id='settings'>
          {say(words.settings)}
        </Title>
        <TextInput
          label={say(words.name)}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {connection.sandbox ? (
          <Text size='sm' c='dimmed'>
            {say(words.demoSettings)}
          </Text>
        ) : (
          <FieldsForm
            fields={fields}
            values={values}
            onChange={(field, value) => setValues({ ...values, [field]: value })}
            issues={issues(update.error)}
            secrets={connection.secrets}
          />
        )}
        <ConfidenceNote confidence={connector.confidence} />
        {update.error && (
          <Alert role='alert' color='red'>
            {sentence(update.error)}
          </Alert>
        )}
        <Button type='submit' loading={update.isPending} disabled={name.trim() === ''} style={{ alignSelf: 'start' }}>
          {say(words.save)}
        </Button>
      </Stack>
    </Card>
  );
}
