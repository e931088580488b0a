import { Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FlowNode } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { dailyCron, dailyTime, parseCron } from '#flows/schedule/cron.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { changeSettings } from '../edit-graph.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { NextChecks } from './NextChecks.tsx';
import { intervals, type Schedule, sayInterval } from './schedule.ts';

const morning = '08:00';

/** How often a source looks: at an interval, daily at a time, or by a cron line. */
export function ScheduleForm({ node }: { node: FlowNode }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { store } = useEditor();
  const parsed = SourceSettings.safeParse(node.settings);
  const schedule: Schedule = parsed.success ? parsed.data : { everyMinutes: null, cron: null };
  const { everyMinutes, cron } = schedule;
  const daily = cron === null ? null : dailyTime(cron);
  // "Daily" is also a cron line: who chose to write one keeps seeing it.
  const [writes, setWrites] = useState(cron !== null && daily === null);
  const offered = intervals.includes(everyMinutes) ? intervals : [...intervals, everyMinutes];
  const set = (changes: Partial<Schedule>) => store.getState().edit(changeSettings(node.id, changes));
  const choose = (value: string | null) => {
    setWrites(value === 'cron');
    if (value === 'daily' || value === 'cron') set({ cron: cron ?? dailyCron(morning) });
    else set({ cron: null, everyMinutes: value === null || value === 'null' ? null : Number(value) });
  };
  return (
    <Stack gap='sm'>
      <Select
        label={say(words.howOften)}
        description={say(words.howOftenHelp)}
        data={[
          ...offered.map((each) => ({ value: String(each), label: sayInterval(each, language) })),
          { value: 'daily', label: say(words.dailyAtTime) },
          { value: 'cron', label: say(words.byCronLine) },
        ]}
        value={cron === null ? String(everyMinutes) : writes || daily === null ? 'cron' : 'daily'}
        allowDeselect={false}
        onChange={choose}
      />
      {cron !== null && !writes && daily !== null && (
        <TextInput
          type='time'
          label={say(words.atTime)}
          value={daily}
          onChange={(event) => event.currentTarget.value && set({ cron: dailyCron(event.currentTarget.value) })}
        />
      )}
      {cron !== null && (writes || daily === null) && <CronInput cron={cron} set={(line) => set({ cron: line })} />}
      <NextChecks schedule={schedule} />
    </Stack>
  );
}

/** Takes over what is typed as soon as it can be read. */
function CronInput({ cron, set }: { cron: string; set(line: string): void }) {
  const say = useSay();
  const [typed, setTyped] = useState(cron);
  return (
    <TextInput
      label={say(words.cronLine)}
      description={say(words.cronHelp)}
      value={typed}
      error={parseCron(typed) ? undefined : say(words.cronWrong)}
      spellCheck={false}
      onChange={(event) => {
        const line = event.currentTarget.value;
        setTyped(line);
        if (parseCron(line)) set(line.trim());
      }}
    />
  );
}
