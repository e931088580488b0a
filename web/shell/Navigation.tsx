import { Stack } from '@mantine/core';
import {
  IconActivity,
  IconArrowsSplit2,
  IconBuildingStore,
  IconHome,
  IconLanguage,
  IconPlugConnected,
} from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useRoute } from '#web/api/queries.ts';
import { useSay } from '#web/words/say.ts';
import styles from './frame.module.css';
import words from './words.json';

const pages = [
  { to: '/', words: words.home, Icon: IconHome, under: [] },
  { to: '/flows', words: words.flows, Icon: IconArrowsSplit2, under: ['/flows'] },
  { to: '/connections', words: words.connections, Icon: IconPlugConnected, under: ['/connections'] },
  { to: '/translations', words: words.translations, Icon: IconLanguage, under: ['/translations'] },
  { to: '/activity', words: words.activity, Icon: IconActivity, under: ['/activity', '/runs'] },
] as const;
const demo = { to: '/demo', words: words.demoShops, Icon: IconBuildingStore, under: ['/demo'] } as const;

export function Navigation() {
  const say = useSay();
  const { pathname } = useLocation();
  const sandboxes = useRoute('listSandboxes', {}, { staleTime: 60_000 });
  const shown = sandboxes.data && sandboxes.data.items.length > 0 ? [...pages, demo] : pages;
  return (
    <Stack gap={4}>
      {shown.map(({ to, words: title, Icon, under }) => {
        const here = pathname === to || under.some((start) => pathname.startsWith(start));
        return (
          <Link key={to} to={to} className={styles.link} {...(here && { 'aria-current': 'page' })}>
            <Icon size={20} stroke={1.7} aria-hidden />
            {say(title)}
          </Link>
        );
      })}
    </Stack>
  );
}
