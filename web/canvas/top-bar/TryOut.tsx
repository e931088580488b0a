import { Button, Menu, Text } from '@mantine/core';
import { IconChevronDown, IconFlask, IconPlugConnected, IconTestPipe } from '@tabler/icons-react';
import { useSay } from '#web/words/say.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { useStartRun } from './use-start-run.ts';

/** Runs the draft without sending anything: on the sample, or on what the connected system gives now. */
export function TryOut() {
  const say = useSay();
  const { problems, run } = useEditor();
  const { start, busy } = useStartRun();
  const ways = [
    { sample: true, title: words.trySample, about: words.trySampleAbout, Icon: IconFlask },
    { sample: false, title: words.trySystem, about: words.trySystemAbout, Icon: IconPlugConnected },
  ];
  return (
    <Menu withinPortal position='bottom-end' width={320}>
      <Menu.Target>
        <Button
          variant='default'
          loading={busy}
          disabled={problems.length > 0 || run.running}
          leftSection={<IconTestPipe size={17} aria-hidden />}
          rightSection={<IconChevronDown size={15} aria-hidden />}
          title={problems.length > 0 ? say(words.finishFirst) : say(words.nothingIsSent)}
        >
          {say(words.tryOut)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say(words.nothingIsSent)}</Menu.Label>
        {ways.map(({ sample, title, about, Icon }) => (
          <Menu.Item
            key={title.en}
            leftSection={<Icon size={18} aria-hidden />}
            onClick={() => void start({ mode: 'try', sample })}
          >
            <Text size='sm' fw={600}>
              {say(title)}
            </Text>
            <Text size='xs' c='dimmed'>
              {say(about)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
