import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeed } from '#web/api/queries.ts';
import { useSession } from '#web/session/use-session.ts';
import { useSay } from '#web/words/say.ts';
import { useTell } from './use-tell.ts';
import words from './words.json';

export function PersonMenu() {
  const say = useSay();
  const tell = useTell();
  const { person, organization } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useDeed('signOut');
  const signOut = () =>
    leave.mutate(
      {},
      {
        onSuccess: async () => {
          await navigate({ to: '/welcome' });
          client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'welcome' });
          await client.invalidateQueries();
        },
        onError: tell.failed,
      },
    );
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
