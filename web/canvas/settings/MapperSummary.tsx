import { Button, Stack, Text } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import type { FlowNode } from '#flows/graph.ts';
import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { useSay } from '#web/words/say.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

/** What is matched, in short, and the way to the whole of it. */
export function MapperSummary({ node }: { node: FlowNode }) {
  const say = useSay();
  const { openMapper } = useEditor();
  const parsed = DatamapperSettings.safeParse(node.settings);
  const rows = parsed.success && parsed.data.mapping.mode === 'rows' ? parsed.data.mapping.rows : [];
  const byFormula = parsed.success && parsed.data.mapping.mode === 'expression';
  return (
    <Stack align='stretch'>
      <Text size='sm' c='dimmed'>
        {byFormula ? say(words.byFormula) : rows.length === 0 ? say(words.nothingMatched) : say(words.matchedSoFar)}
      </Text>
      {rows.length > 0 && (
        <Text size='sm' lineClamp={4}>
          {rows.map(({ to }) => to).join(', ')}
        </Text>
      )}
      <Button leftSection={<IconArrowsExchange size={18} aria-hidden />} onClick={() => openMapper(node.id)}>
        {say(words.openMapper)}
      </Button>
    </Stack>
  );
}
