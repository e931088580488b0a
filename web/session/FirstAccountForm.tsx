import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { useEntering } from './use-entering.ts';
import words from './words.json';

const shortest = 12;
const texts = [
  { name: 'name', label: words.yourName, type: 'text', autoComplete: 'name' },
  { name: 'organization', label: words.company, type: 'text', autoComplete: 'organization' },
  { name: 'email', label: words.email, type: 'email', autoComplete: 'username' },
] as const;

/** The first person to come in makes the organization and becomes its administrator. */
export function FirstAccountForm({ goOn, second }: { goOn: () => void; second: boolean }) {
  const say = useSay();
  const sentence = useApiError();
  const language = useLanguage((state) => state.language);
  const [values, setValues] = useState({ name: '', organization: '', email: '', password: '' });
  const signUp = useDeed('signUpFirst');
  const entering = useEntering(goOn);
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) =>
    setValues({ ...values, [name]: event.currentTarget.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate({ body: { ...values, language } }, { onSuccess: entering });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap='md'>
        <Title order={2} size='h3'>
          {say(words.firstTitle)}
        </Title>
        <Text c='dimmed'>{say(words.firstAbout)}</Text>
        {texts.map(({ name, label, ...rest }) => (
          <TextInput key={name} label={say(label)} required value={values[name]} onChange={set(name)} {...rest} />
        ))}
        <PasswordInput
          label={say(words.password)}
          description={say(words.passwordHelp, { shortest })}
          autoComplete='new-password'
          required
          minLength={shortest}
          value={values.password}
          onChange={set('password')}
        />
        {signUp.error && (
          <Alert role='alert' color='red'>
            {sentence(signUp.error)}
          </Alert>
        )}
        <Button type='submit' variant={second ? 'default' : 'filled'} size='md' loading={signUp.isPending}>
          {say(words.createAccount)}
        </Button>
      </Stack>
    </form>
  );
}
