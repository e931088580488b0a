import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

const schemes = [
  { id: 'light', words: words.light, Icon: IconSun },
  { id: 'dark', words: words.dark, Icon: IconMoon },
  { id: 'auto', words: words.likeSystem, Icon: IconDeviceDesktop },
] as const satisfies { id: MantineColorScheme; words: unknown; Icon: unknown }[];

export function SchemeMenu() {
  const say = useSay();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = schemes.find((scheme) => scheme.id === colorScheme)?.Icon ?? IconDeviceDesktop;
  return (
    <Menu position='bottom-end' withinPortal>
      <Menu.Target>
        <ActionIcon variant='subtle' color='gray' size='lg' aria-label={say(words.appearance)}>
          <Current size={19} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ id, words: title, Icon }) => (
          <Menu.Item
            key={id}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={id === colorScheme && <IconCheck size={16} aria-hidden />}
            onClick={() => setColorScheme(id)}
            {...(id === colorScheme && { 'aria-current': 'true' })}
          >
            {say(title)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
