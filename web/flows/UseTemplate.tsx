import { Alert, Button, Group, LoadingOverlay, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { Connection } from '#flows/api/connections.ts';
import type { Template } from '#flows/api/flows.ts';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { FieldsForm } from '#web/form/FieldsForm.tsx';
import { missingFields, type Values } from '#web/form/values.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import { answersOf, proposals, questionFields } from './questions.ts';
import { SlotField } from './SlotField.tsx';
import { fillSlotsFirst } from './slots.ts';
import words from './words.json';

/** Which shop, which bookkeeping: one choice per slot, a few questions, then the flow opens. */
export function UseTemplate({ template, close }: { template: Template; close: () => void }) {
  const say = useSay();
  useFocusBack();
  const connections = useRoute('listConnections', {});
  return (
    <Modal opened onClose={close} title={say(template.title)} size='lg'>
      {connections.isPending && <LoadingOverlay visible />}
      {connections.isError && <ErrorState error={connections.error} again={() => connections.refetch()} />}
      {connections.data && <SlotsForm template={template} connections={connections.data.items} close={close} />}
    </Modal>
  );
}

type Props = { template: Template; connections: Connection[]; close: () => void };

function SlotsForm({ template, connections, close }: Props) {
  const say = useSay();
  const sentence = useApiError();
  const navigate = useNavigate();
  const [name, setName] = useState(say(template.title));
  const [picked, setPicked] = useState<Record<string, string>>({});
  const create = useDeed('createFlow', ['listFlows', 'listConnections']);
  const chosen = { ...fillSlotsFirst(template.slots, connections), ...picked };
  const [answered, setAnswered] = useState<Values>({});
  const { questions } = template;
  const fields = questionFields(questions);
  const values = { ...proposals(questions, chosen, connections), ...answered };
  const complete =
    Object.keys(template.slots).every((slot) => chosen[slot]) && missingFields(fields, values).length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { body: { template: template.id, connections: chosen, answers: answersOf(questions, values), name } },
      { onSuccess: ({ id }) => navigate({ to: '/flows/$flowId', params: { flowId: id } }) },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap='md'>
        <Text>{say(words.pickAbout)}</Text>
        {Object.entries(template.slots).map(([slot, { connector, title }]) => (
          <SlotField
            key={slot}
            label={say(title)}
            connector={connector}
            connections={connections}
            value={chosen[slot] ?? null}
            onChange={(id) => setPicked({ ...picked, [slot]: id })}
          />
        ))}
        {fields.length > 0 && (
          <>
            <Text>{say(words.questionsAbout)}</Text>
            <FieldsForm
              fields={fields}
              values={values}
              onChange={(field, value) => setAnswered({ ...answered, [field]: value })}
            />
          </>
        )}
        <TextInput
          label={say(words.name)}
          value={name}
          maxLength={120}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.error && (
          <Alert role='alert' color='red'>
            {sentence(create.error)}
          </Alert>
        )}
        <Group justify='flex-end'>
          <Button variant='default' onClick={close}>
            {say(shellWords.cancel)}
          </Button>
          <Button type='submit' disabled={!complete || name.trim() === ''} loading={create.isPending}>
            {say(words.makeFlow)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
