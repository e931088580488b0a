import { useDebouncedValue } from '@mantine/hooks';
import { useRoute } from '#web/api/queries.ts';
import type { Wish } from './use-wish.ts';

/** What the replay would do, asked anew a moment after the wish changed. */
export function usePreview({ reason: _, ...wish }: Wish, enabled: boolean) {
  const [settled] = useDebouncedValue(JSON.stringify(wish), 300);
  const body: Wish = JSON.parse(settled);
  return useRoute(
    'previewReplay',
    { body },
    { enabled, retry: false, gcTime: 0, staleTime: Number.POSITIVE_INFINITY, placeholderData: (old) => old },
  );
}
