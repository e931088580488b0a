import { Button, Card, Collapse, Divider, Group, Stack, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { type FormEvent, Fragment, useState } from 'react';
import type { SandboxInfo } from '#flows/api/sandboxes.ts';
import { useDeed } from '#web/api/queries.ts';
import { FieldsForm } from '#web/form/FieldsForm.tsx';
import { initialValues, refusedFields } from '#web/form/values.ts';
import formWords from '#web/form/words.json';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import styles from './sandboxes.module.css';
import words from './words.json';

/** What a person can do in a demo shop: every deed works with one press, its details can be changed first. */
export function Actions({ sandbox }: { sandbox: SandboxInfo }) {
  const say = useSay();
  const may = useMay();
  if (!may('actOnSandbox') || sandbox.actions.length === 0) return null;
  return (
    <Card component='section' aria-labelledby='actions'>
      <Title order={2} size='h4' mb='md' id='actions'>
        {say(words.doSomething)}
      </Title>
      {sandbox.actions.map((action, at) => (
        <Fragment key={action.id}>
          {at > 0 && <Divider my='md' />}
          <Action sandbox={sandbox.name} action={action} />
        </Fragment>
      ))}
    </Card>
  );
}

type ActionProps = { sandbox: string; action: SandboxInfo['actions'][number] };

function Action({ sandbox, action }: ActionProps) {
  const say = useSay();
  const tell = useTell();
  const [opened, { toggle }] = useDisclosure();
  const [values, setValues] = useState(initialValues(action.form));
  const act = useDeed('actOnSandbox', ['listSandboxes']);
  const refused = refusedFields(action.form, act.error).map((name) => [name, say(formWords.lookAgain)]);
  const title = say(action.title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate(
      { params: { name: sandbox, action: action.id }, body: values },
      { onSuccess: ({ key }) => tell.done(words.didIt, { title, key }), onError: tell.failed },
    );
  };
  return (
    <form onSubmit={submit}>
      <Group justify='space-between' wrap='nowrap'>
        <Button type='submit' variant='light' loading={act.isPending}>
          {title}
        </Button>
        {action.form.length > 0 && (
          <UnstyledButton
            type='button'
            onClick={toggle}
            aria-expanded={opened}
            aria-label={say(words.detailsOf, { title })}
            className={styles.details}
          >
            <IconAdjustmentsHorizontal size={18} aria-hidden />
            {say(words.details)}
          </UnstyledButton>
        )}
      </Group>
      <Collapse expanded={opened}>
        <Stack pt='md'>
          <FieldsForm
            fields={action.form}
            values={values}
            onChange={(name, value) => setValues({ ...values, [name]: value })}
            issues={Object.fromEntries(refused)}
          />
        </Stack>
      </Collapse>
    </form>
  );
}
