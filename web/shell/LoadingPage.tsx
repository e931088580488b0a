import { Box, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** The shape of a page while its code or its content is on the way. */
export function LoadingPage() {
  return (
    <Box maw={1180} mx='auto' p='md'>
      <Skeleton height={32} width={220} mb='lg' />
      <LoadingRows />
    </Box>
  );
}

export function LoadingRows({ rows = 4 }: { rows?: number }) {
  const say = useSay();
  return (
    <Stack gap='sm' aria-busy='true'>
      <VisuallyHidden role='status'>{say(words.loading)}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={72} radius='lg' />
      ))}
    </Stack>
  );
}
