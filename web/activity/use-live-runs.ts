import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunSummary } from '#flows/api/runs.ts';
import { useLiveEvent } from '#web/api/events.ts';
import { type Page, pagesMark } from './use-pages.ts';

type Shown = { data: RunSummary[] | undefined; refetch(): unknown };
type Cached = InfiniteData<Page<RunSummary>>;

/** Keeps the runs on screen up to date, and counts those that started since and are not on screen. */
export function useLiveRuns(key: readonly unknown[], shown: Shown, flow: string | undefined) {
  const client = useQueryClient();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const show = () => {
    setFresh(new Set());
    void shown.refetch();
  };
  useLiveEvent(({ run }) => {
    if (!shown.data || (flow && run.flow.id !== flow)) return;
    if (shown.data.length === 0) return show();
    if (shown.data.some((each) => each.id === run.id)) {
      client.setQueryData<Cached>([...key, pagesMark], (old) => old && replaced(old, run));
    } else if (run.endedAt === null || isNewer(run, shown.data)) setFresh((old) => new Set(old).add(run.id));
  });
  return { fresh: fresh.size, show };
}

function isNewer(run: RunSummary, shown: RunSummary[]): boolean {
  return shown.every((each) => each.startedAt < run.startedAt);
}

function replaced(cached: Cached, run: RunSummary): Cached {
  const inPage = (page: Page<RunSummary>) => ({
    ...page,
    items: page.items.map((each) => (each.id === run.id ? run : each)),
  });
  return { ...cached, pages: cached.pages.map(inPage) };
}
