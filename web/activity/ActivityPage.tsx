import { Group, Stack, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import type { ActivitySearch } from '#web/shell/searches.ts';
import { useSay } from '#web/words/say.ts';
import { FlowChoice } from './FlowChoice.tsx';
import { ItemsTab } from './ItemsTab.tsx';
import { RunsTab } from './RunsTab.tsx';
import { SearchBox } from './SearchBox.tsx';
import words from './words.json';

/** Everything that came through: record by record, or run by run. */
export function ActivityPage() {
  const say = useSay();
  const search = useSearch({ from: '/activity' });
  const navigate = useNavigate({ from: '/activity' });
  const change = (part: Partial<ActivitySearch>) =>
    navigate({ search: (old) => ({ ...old, ...part }), replace: true, resetScroll: false });
  const tab = search.tab ?? 'items';
  const props = { search, change };
  return (
    <PageFrame title={say(words.activity)} about={say(words.activityAbout)}>
      <Tabs
        value={tab}
        onChange={(chosen) => change({ tab: chosen === 'runs' ? 'runs' : undefined })}
        keepMounted={false}
      >
        <Tabs.List mb='md'>
          <Tabs.Tab value='items'>{say(words.items)}</Tabs.Tab>
          <Tabs.Tab value='runs'>{say(words.runs)}</Tabs.Tab>
        </Tabs.List>
        <Stack gap='md'>
          <Group gap='sm'>
            <SearchBox value={search.q ?? ''} onSearch={(q) => change({ q: q === '' ? undefined : q })} />
            <FlowChoice value={search.flow} onChoose={(flow) => change({ flow })} />
          </Group>
          <Tabs.Panel value='items'>
            <ItemsTab {...props} />
          </Tabs.Panel>
          <Tabs.Panel value='runs'>
            <RunsTab {...props} />
          </Tabs.Panel>
        </Stack>
      </Tabs>
    </PageFrame>
  );
}

export type TabProps = { search: ActivitySearch; change(part: Partial<ActivitySearch>): void };
