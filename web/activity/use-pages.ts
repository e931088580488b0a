import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { RouteName } from '#flows/api.ts';
import type { ApiError } from '#web/api/client.ts';

export type Page<Item> = { items: Item[]; next: string | null };
type Key = readonly [RouteName, ...unknown[]];

/** Marks the cache keys whose data is pages, beside the same route read at once. */
export const pagesMark = 'pages';

/** A list that grows page by page. The old list stays on screen while another filter is read. */
export function usePages<Item>(key: Key, read: (after: string | undefined) => Promise<Page<Item>>) {
  const query = useInfiniteQuery<Page<Item>, ApiError, Item[], readonly unknown[], string | undefined>({
    queryKey: [...key, pagesMark],
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    placeholderData: keepPreviousData,
  });
  return query;
}
