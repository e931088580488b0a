import { Alert, Button, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import { useEntering } from './use-entering.ts';
import words from './words.json';

/** `second`: another way in stands above it and is the page's main button. */
export function SignInForm({ goOn, second }: { goOn: () => void; second: boolean }) {
  const say = useSay();
  const sentence = useApiError();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useDeed('signIn');
  const entering = useEntering(goOn);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ body: { email, password } }, { onSuccess: entering });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap='md'>
        <Title order={2} size='h3'>
          {say(words.signInTitle)}
        </Title>
        <TextInput
          label={say(words.email)}
          type='email'
          autoComplete='username'
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={say(words.password)}
          autoComplete='current-password'
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {signIn.error && (
          <Alert role='alert' color='red'>
            {sentence(signIn.error)}
          </Alert>
        )}
        <Button type='submit' variant={second ? 'default' : 'filled'} size='md' loading={signIn.isPending}>
          {say(words.signIn)}
        </Button>
      </Stack>
    </form>
  );
}
