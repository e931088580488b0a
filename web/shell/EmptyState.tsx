import { Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type Props = { Icon: TablerIcon; title: string; about: string; children?: ReactNode };

/** What a page shows while there is nothing yet: one sentence, and one thing to do (the children). */
export function EmptyState({ Icon, title, about, children }: Props) {
  return (
    <Paper withBorder radius='lg' p={{ base: 'lg', sm: 48 }}>
      <Stack align='center' gap='sm' ta='center'>
        <ThemeIcon size={56} radius='xl' variant='light' aria-hidden>
          <Icon size={28} stroke={1.6} />
        </ThemeIcon>
        <Title order={2} size='h3'>
          {title}
        </Title>
        <Text c='dimmed' maw={460}>
          {about}
        </Text>
        {children}
      </Stack>
    </Paper>
  );
}
