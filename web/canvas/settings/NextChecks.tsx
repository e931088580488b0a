import { List, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { nextChecks, type Schedule } from './schedule.ts';

/** The next three checks by the organization's clocks, which an administrator can set here. */
export function NextChecks({ schedule }: { schedule: Schedule }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { flow } = useEditor();
  const [opened] = useState(() => new Date());
  const zone = useRoute('getTimeZone', {}).data?.timeZone;
  if (zone === undefined) return null;
  const known = flow.on && flow.nextCheckAt ? new Date(flow.nextCheckAt) : null;
  const times = nextChecks(schedule, zone, opened, known);
  if (times.length === 0) return null;
  const format = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Stack gap='xs'>
      <Text size='sm' fw={500}>
        {say(flow.on ? words.nextChecks : words.nextChecksOnceOn)}
      </Text>
      <List size='sm' c='dimmed'>
        {times.map((time) => (
          <List.Item key={time.getTime()}>{format.format(time)}</List.Item>
        ))}
      </List>
      {schedule.cron !== null && <Zone zone={zone} />}
    </Stack>
  );
}

function Zone({ zone }: { zone: string }) {
  const say = useSay();
  const tell = useTell();
  const may = useMay();
  const set = useDeed('setTimeZone', ['getTimeZone', 'getFlow', 'listFlows']);
  if (!may('setTimeZone'))
    return (
      <Text size='sm' c='dimmed'>
        {say(words.clocksOf, { zone })}
      </Text>
    );
  return (
    <Select
      label={say(words.timeZone)}
      description={say(words.timeZoneHelp)}
      data={[...new Set([zone, ...Intl.supportedValuesOf('timeZone')])].sort()}
      value={zone}
      searchable
      allowDeselect={false}
      onChange={(timeZone) => {
        if (timeZone) set.mutate({ body: { timeZone } }, { onError: tell.failed });
      }}
    />
  );
}
