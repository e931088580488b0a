import { Switch, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useDeed } from '#web/api/queries.ts';
import { TurnOn } from '#web/flows/TurnOn.tsx';
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
  const on = useDeed('turnOn', ['getFlow', 'listFlows', 'getCursor']);
  const off = useDeed('turnOff', ['getFlow', 'listFlows']);
  const published = flow.publishedVersion !== null;
  const [asking, setAsking] = useState(false);
  const input = { params: { id: flow.id } };
  const turnOn = (from: string | undefined) =>
    on.mutate({ ...input, body: { from } }, { onSuccess: () => setAsking(false), onError: tell.failed });
  const turn = (wanted: boolean) => (wanted ? setAsking(true) : off.mutate(input, { onError: tell.failed }));
  return (
    <>
      <Tooltip label={say(words.publishBeforeOn)} disabled={published}>
        <Switch
          checked={flow.on}
          onChange={(event) => turn(event.currentTarget.checked)}
          disabled={!published || !may('turnOn') || on.isPending || off.isPending}
          label={say(published ? (flow.on ? words.isOn : words.isOff) : words.notPublished)}
          aria-label={say(words.onSwitch)}
        />
      </Tooltip>
      {asking && <TurnOn flow={flow} busy={on.isPending} turnOn={turnOn} close={() => setAsking(false)} />}
    </>
  );
}
