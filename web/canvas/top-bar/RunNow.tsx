import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '#web/session/use-session.ts';
import { useSay } from '#web/words/say.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { usePublish } from './use-publish.ts';
import { useStartRun } from './use-start-run.ts';

/** Runs the published version, which sends; changes that are not published yet are asked about first. */
export function RunNow() {
  const say = useSay();
  const may = useMay();
  const { flow, run, problems } = useEditor();
  const [asking, setAsking] = useState(false);
  const { start, busy } = useStartRun();
  const publish = usePublish();
  const version = flow.publishedVersion;
  const go = () => {
    setAsking(false);
    void start({ mode: 'live' });
  };
  const publishAndGo = async () => {
    if (await publish.publish('')) go();
  };
  const changed = flow.changed || version === null;
  const mayPublish = may('publishFlow') && problems.length === 0;
  return (
    <>
      <Button
        variant='default'
        loading={busy}
        disabled={run.running || (version === null && !mayPublish)}
        leftSection={<IconPlayerPlay size={17} aria-hidden />}
        title={say(version === null && !mayPublish ? words.publishFirst : words.runNowAbout)}
        onClick={() => (changed ? setAsking(true) : go())}
      >
        {say(words.runNow)}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={say(words.runNow)}
        closeButtonProps={{ 'aria-label': say(words.close) }}
      >
        <Stack>
          <Text>
            {version === null ? say(words.runNeedsPublish) : say(words.runOlder, { version: String(version) })}
          </Text>
          <Group justify='flex-end'>
            {version !== null && (
              <Button variant='default' onClick={go}>
                {say(words.runVersion, { version: String(version) })}
              </Button>
            )}
            {mayPublish && (
              <Button onClick={() => void publishAndGo()} loading={publish.busy}>
                {say(words.publishAndRun)}
              </Button>
            )}
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
