import { Group } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Fragment } from 'react';
import { SystemMark } from '#web/connections/SystemMark.tsx';

/** From which systems to which: their marks with arrows between them, each with its name. */
export function SystemsPath({ systems, size = 36 }: { systems: string[]; size?: number }) {
  // The same system twice in a row (read and written there) stands once.
  const path = systems.filter((system, at) => system !== systems[at - 1]);
  return (
    <Group gap={6} wrap='nowrap'>
      {path.map((system, at) => (
        <Fragment key={`${at}-${system}`}>
          {at > 0 && <IconArrowRight size={16} aria-hidden color='var(--mantine-color-dimmed)' />}
          <SystemMark connector={system} size={size} alone />
        </Fragment>
      ))}
    </Group>
  );
}
