import { Group, Text } from '@mantine/core';
import { IconCloudCheck, IconCloudOff, IconCloudUp } from '@tabler/icons-react';
import { ApiError } from '#web/api/client.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

/** Whether what is on screen is kept. */
export function SavedState() {
  const say = useSay();
  const sentence = useApiError();
  const language = useLanguage((state) => state.language);
  const { saveState } = useEditor();
  const at = new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(saveState.savedAt));
  const kept = saveState.is === 'saved';
  const lost = saveState.is === 'retrying' || saveState.is === 'conflict';
  const Icon = kept ? IconCloudCheck : lost ? IconCloudOff : IconCloudUp;
  const why = saveState.is === 'retrying' && saveState.error instanceof ApiError ? sentence(saveState.error) : '';
  return (
    <Group gap={6} wrap='nowrap' role='status' title={why} c={lost ? 'red' : 'dimmed'}>
      <Icon size={17} stroke={1.7} aria-hidden />
      <Text size='sm' style={{ whiteSpace: 'nowrap' }}>
        {kept ? say(words.saved, { at }) : say(lost ? words.notSaved : words.saving)}
      </Text>
    </Group>
  );
}
