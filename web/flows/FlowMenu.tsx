import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCalendar,
  IconDotsVertical,
  IconEdit,
  IconExternalLink,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useDeed } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { MenuItemLink } from '#web/shell/links.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { DeleteFlow } from './DeleteFlow.tsx';
import { RenameFlow } from './RenameFlow.tsx';
import { RunPeriod } from './RunPeriod.tsx';
import words from './words.json';

/** What can be done with one flow of the list. */
export function FlowMenu({ flow }: { flow: FlowSummary }) {
  const say = useSay();
  const may = useMay();
  const [dialog, setDialog] = useState<'rename' | 'delete' | 'period' | null>(null);
  const runNow = useRunNow(flow);
  return (
    <>
      <Menu position='bottom-end' withinPortal>
        <Menu.Target>
          <ActionIcon variant='subtle' color='gray' size='lg' aria-label={say(words.menuOf, { name: flow.name })}>
            <IconDotsVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {flow.publishedVersion !== null && may('startRun') && (
            <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={runNow}>
              {say(words.runNow)}
            </Menu.Item>
          )}
          {flow.publishedVersion !== null && may('startRun') && (
            <Menu.Item leftSection={<IconCalendar size={16} aria-hidden />} onClick={() => setDialog('period')}>
              {say(words.runPeriod)}
            </Menu.Item>
          )}
          <MenuItemLink
            leftSection={<IconExternalLink size={16} aria-hidden />}
            to='/flows/$flowId'
            params={{ flowId: flow.id }}
          >
            {say(words.openFlow)}
          </MenuItemLink>
          {may('renameFlow') && (
            <Menu.Item leftSection={<IconEdit size={16} aria-hidden />} onClick={() => setDialog('rename')}>
              {say(words.rename)}
            </Menu.Item>
          )}
          {may('deleteFlow') && (
            <Menu.Item
              color='red'
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setDialog('delete')}
            >
              {say(words.remove)}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'period' && <RunPeriod flow={flow} close={() => setDialog(null)} />}
      {dialog === 'rename' && <RenameFlow flow={flow} close={() => setDialog(null)} />}
      {dialog === 'delete' && <DeleteFlow flow={flow} close={() => setDialog(null)} />}
    </>
  );
}

/** Starts a run and goes where it can be watched. */
function useRunNow(flow: FlowSummary) {
  const tell = useTell();
  const navigate = useNavigate();
  const start = useDeed('startRun', ['listFlows', 'listRuns']);
  return () =>
    start.mutate(
      { params: { id: flow.id }, body: { mode: 'live' } },
      {
        onSuccess: (run) => navigate({ to: '/runs/$runId', params: { runId: run.id } }),
        onError: tell.failed,
      },
    );
}
