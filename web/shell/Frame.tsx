import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useLiveStream } from '#web/api/events.ts';
import { useSay } from '#web/words/say.ts';
import { DemoMark } from './DemoMark.tsx';
import styles from './frame.module.css';
import { LanguageMenu } from './LanguageMenu.tsx';
import { Logo } from './Logo.tsx';
import { Navigation } from './Navigation.tsx';
import { PersonMenu } from './PersonMenu.tsx';
import { SchemeMenu } from './SchemeMenu.tsx';
import words from './words.json';

/** The head and the navigation around every page of a signed-in person. */
export function Frame({ children }: { children: ReactNode }) {
  const say = useSay();
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useLiveStream();
  useEffect(close, [pathname, close]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className={styles.skip} href='#main'>
        {say(words.skip)}
      </a>
      <AppShell.Header className={styles.header}>
        <Group h='100%' px='md' gap='xs' wrap='nowrap'>
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom='sm'
            size='sm'
            aria-label={say(opened ? words.closeMenu : words.openMenu)}
            aria-expanded={opened}
          />
          <Link to='/' className={styles.home}>
            <Logo />
          </Link>
          <DemoMark />
          <Group gap={4} ml='auto' wrap='nowrap'>
            <LanguageMenu />
            <SchemeMenu />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={styles.navbar} p='sm' aria-label={say(words.navigation)}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id='main' tabIndex={-1} className={styles.main}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
