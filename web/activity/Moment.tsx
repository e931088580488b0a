import { Tooltip } from '@mantine/core';
import { useWhen } from '#web/words/when.ts';

/** When something happened: how long ago, and exactly on hover. */
export function Moment({ at }: { at: string }) {
  const { ago, time } = useWhen();
  return (
    <Tooltip label={time(at)}>
      <time dateTime={at}>{ago(at)}</time>
    </Tooltip>
  );
}
