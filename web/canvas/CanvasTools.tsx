import { ActionIcon, Paper, Tooltip } from '@mantine/core';
import { IconBinaryTree, IconFocusCentered, IconZoomIn, IconZoomOut, type TablerIcon } from '@tabler/icons-react';
import { Panel, useReactFlow } from 'reactflow';
import type { Words } from '#flows/words.ts';
import { useSay } from '#web/words/say.ts';
import { useEditor } from './editor-context.ts';
import { tidyUp } from './places.ts';
import { fitting } from './use-steady-picture.ts';
import words from './words.json';

/** Zoom, fit and tidy up. */
export function CanvasTools() {
  const say = useSay();
  const { store, mayEdit } = useEditor();
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const fit = () => void fitView({ ...fitting, duration: 200 });
  const tidy = () => {
    store.getState().edit(tidyUp);
    // The steps stand at their new places in the next frame.
    requestAnimationFrame(fit);
  };
  const tools: { title: Words; Icon: TablerIcon; act(): void }[] = [
    { title: words.zoomIn, Icon: IconZoomIn, act: () => void zoomIn() },
    { title: words.zoomOut, Icon: IconZoomOut, act: () => void zoomOut() },
    { title: words.fit, Icon: IconFocusCentered, act: fit },
    ...(mayEdit ? [{ title: words.tidyUp, Icon: IconBinaryTree, act: tidy }] : []),
  ];
  return (
    <Panel position='bottom-left'>
      <Paper withBorder p={2}>
        {tools.map(({ title, Icon, act }) => (
          <Tooltip key={title.en} label={say(title)}>
            <ActionIcon variant='subtle' color='gray' size='lg' onClick={act} aria-label={say(title)}>
              <Icon size={18} stroke={1.8} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </Paper>
    </Panel>
  );
}
