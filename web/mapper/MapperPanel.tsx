import { Modal } from '@mantine/core';
import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { useStep } from '#web/canvas/editor-context.ts';
import { useSay } from '#web/words/say.ts';
import { Mapper } from './Mapper.tsx';
import styles from './mapper.module.css';
import words from './words.json';

/**
 * The mapper over the whole page; what is done in it is saved and undone like everything else in the flow. Of the dialogs over
 * it, Escape closes one at a time.
 */
export function MapperPanel({ node: id, onClose }: { node: string | null; onClose(): void }) {
  const say = useSay();
  const node = useStep(id ?? '');
  const parsed = node ? DatamapperSettings.safeParse(node.settings) : null;
  return (
    <Modal.Stack>
      <Modal
        stackId='mapper'
        opened={node !== null}
        onClose={onClose}
        fullScreen
        radius={0}
        title={node?.name ?? say(words.title)}
        classNames={{ content: styles.content, body: styles.body, header: styles.header, title: styles.title }}
        closeButtonProps={{ 'aria-label': say(words.close) }}
        transitionProps={{ duration: 120 }}
      >
        {node && (
          <Mapper key={node.id} nodeId={node.id} mapping={parsed?.success ? parsed.data.mapping : emptyMapping} />
        )}
      </Modal>
    </Modal.Stack>
  );
}

const { mapping: emptyMapping } = DatamapperSettings.parse({});
