import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useDeed } from '#web/api/queries.ts';
import { useSession } from '#web/session/use-session.ts';
import { useSay } from '#web/words/say.ts';
import { useTell } from './use-tell.ts';
import words from './words.json';

export function PersonMenu() {
  const say = useSay();
  const tell = useTell();
  const { person, organization } = useSession();
  const leave = useDeed('signOut');
  // A fresh page: nothing that this person saw stays in the browser's memory.
  const toTheDoor = () => window.location.assign('/welcome');
  const signOut = () => leave.mutate({}, { onSuccess: toTheDoor, onError: tell.failed });
  return (
    <Menu position='bottom-end' withinPortal width={240}>
      <Menu.Target>
        <ActionIcon variant='subtle' color='gray' size='lg' aria-label={say(words.account, { name: person.name })}>
          <IconUserCircle size={21} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text component='span' size='sm' fw={600} c='var(--mantine-color-text)' display='block'>
            {person.name}
          </Text>
          {organization.name}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          {say(words.signOut)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
