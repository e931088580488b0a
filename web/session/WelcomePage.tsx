import { Anchor, Box, Divider, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useRoute } from '#web/api/queries.ts';
import { LanguageMenu } from '#web/shell/LanguageMenu.tsx';
import { Logo } from '#web/shell/Logo.tsx';
import { SchemeMenu } from '#web/shell/SchemeMenu.tsx';
import { useSay } from '#web/words/say.ts';
import { FirstAccountForm } from './FirstAccountForm.tsx';
import { LookAround } from './LookAround.tsx';
import { SignInForm } from './SignInForm.tsx';
import { WelcomePicture } from './WelcomePicture.tsx';
import styles from './welcome.module.css';
import words from './words.json';

/** The door: look around with demo shops, make the first account, or sign in. The language is chosen right here. */
export function WelcomePage() {
  const say = useSay();
  const { to } = useSearch({ from: '/welcome' });
  const welcome = useRoute('welcome', {});
  const navigate = useNavigate();
  useDocumentTitle(`${say(words.title)} · Koppel`);
  if (!welcome.data) return null;
  const goOn = () => navigate({ href: to ?? '/' });
  if (welcome.data.session) return <Navigate to={to ?? '/'} replace />;
  return (
    <Box className={styles.page}>
      <Group component='header' justify='space-between' className={styles.head}>
        <Logo />
        <Group gap={4}>
          <LanguageMenu />
          <SchemeMenu />
        </Group>
      </Group>
      <main className={styles.middle}>
        <Stack gap='lg' className={styles.pitch}>
          <Title order={1} className={styles.title}>
            {say(words.pitch)}
          </Title>
          <Text size='lg' c='dimmed'>
            {say(words.pitchAbout)}
          </Text>
          <WelcomePicture />
        </Stack>
        <Paper withBorder radius='lg' p={{ base: 'lg', sm: 'xl' }} className={styles.door}>
          <Stack gap='lg'>
            {welcome.data.demo && (
              <>
                <LookAround goOn={goOn} />
                <Divider label={say(words.or)} />
              </>
            )}
            {welcome.data.firstAccount ? (
              <FirstAccountForm goOn={goOn} second={welcome.data.demo} />
            ) : (
              <SignInForm goOn={goOn} second={welcome.data.demo} />
            )}
          </Stack>
        </Paper>
      </main>
      <Text component='footer' size='sm' c='dimmed' className={styles.foot}>
        {say(words.openSource)}{' '}
        <Anchor href='/api/docs' size='sm'>
          {say(words.apiDocs)}
        </Anchor>
      </Text>
    </Box>
  );
}
