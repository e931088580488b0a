import { Switch, Tooltip } from '@mantine/core';
import { useDeed } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

/** Turns the published version on or off; before anything is published it says so. */
export function OnSwitch() {
  const say = useSay();
  const tell = useTell();
  const may = useMay();
  const { flow } = useEditor();
  const on = useDeed('turnOn', ['getFlow', 'listFlows']);
  const off = useDeed('turnOff', ['getFlow', 'listFlows']);
  const published = flow.publishedVersion !== null;
  const turn = (wanted: boolean) => (wanted ? on : off).mutate({ params: { id: flow.id } }, { onError: tell.failed });
  return (
    <Tooltip label={say(words.publishBeforeOn)} disabled={published}>
      <Switch
        checked={flow.on}
        onChange={(event) => turn(event.currentTarget.checked)}
        disabled={!published || !may('turnOn') || on.isPending || off.isPending}
        label={say(published ? (flow.on ? words.isOn : words.isOff) : words.notPublished)}
        aria-label={say(words.onSwitch)}
      />
    </Tooltip>
  );
}
