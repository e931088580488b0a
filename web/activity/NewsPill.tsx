import { Button, Group } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';

/** Says that there is more than the list shows; the list itself never moves under the reader. */
export function NewsPill({ text, onShow }: { text: string | null; onShow(): void }) {
  return (
    <Group justify='center' role='status'>
      {text && (
        <Button radius='xl' size='compact-md' leftSection={<IconArrowUp size={16} aria-hidden />} onClick={onShow}>
          {text}
        </Button>
      )}
    </Group>
  );
}
