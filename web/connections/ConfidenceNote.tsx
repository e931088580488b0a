import { Group, Text } from '@mantine/core';
import { IconBook, IconMessages, IconQuestionMark } from '@tabler/icons-react';
import type { Confidence } from '#flows/api/connectors.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

const notes = {
  documented: { words: words.documented, Icon: IconBook },
  reported: { words: words.reported, Icon: IconMessages },
  assumed: { words: words.assumed, Icon: IconQuestionMark },
};

/** How well the other system's contract is known, said openly. */
export function ConfidenceNote({ confidence, factsFrom }: { confidence: Confidence; factsFrom?: string | null }) {
  const say = useSay();
  const { words: note, Icon } = notes[confidence];
  return (
    <Group gap={6} wrap='nowrap' c='dimmed'>
      <Icon size={16} aria-hidden style={{ flexShrink: 0 }} />
      <Text size='xs'>
        {[say(note), factsFrom && say(words.factsFrom, { source: factsFrom })].filter(Boolean).join(' · ')}
      </Text>
    </Group>
  );
}
