import { Box, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

type Props = {
  title: string;
  /** The name of the browser tab, where it is not the title. */
  tab?: string;
  about?: ReactNode;
  /** Beside the title: badges, marks. */
  beside?: ReactNode;
  /** The page's buttons, the main one last. */
  actions?: ReactNode;
  /** Pages to read are narrower than pages with tables. */
  width?: 'reading' | 'wide';
  children: ReactNode;
};

/** One page: its only h1, the name of the browser tab, and its buttons. */
export function PageFrame({ title, tab = title, about, beside, actions, width = 'wide', children }: Props) {
  useDocumentTitle(`${tab} · Koppel`);
  return (
    <Box maw={width === 'reading' ? 860 : 1180} mx='auto'>
      <Group justify='space-between' align='flex-start' mb='lg' gap='md'>
        <Box flex='1 1 320px' miw={0}>
          <Group gap='sm'>
            <Title order={1}>{title}</Title>
            {beside}
          </Group>
          {about && (
            <Text c='dimmed' mt={4} maw={640}>
              {about}
            </Text>
          )}
        </Box>
        {actions && <Group gap='sm'>{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
