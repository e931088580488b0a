import { Group, SegmentedControl } from '@mantine/core';
import { TestsButton } from '#web/flow-tests/TestsButton.tsx';
import { useMay } from '#web/session/use-session.ts';
import { VersionsButton } from '#web/versions/VersionsButton.tsx';
import { useSay } from '#web/words/say.ts';
import styles from '../editor.module.css';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { FlowName } from './FlowName.tsx';
import { OnSwitch } from './OnSwitch.tsx';
import { PublishButton } from './PublishButton.tsx';
import { RunNow } from './RunNow.tsx';
import { SavedState } from './SavedState.tsx';
import { ThingsToFinish } from './ThingsToFinish.tsx';
import { TryOut } from './TryOut.tsx';
import { UndoButtons } from './UndoButtons.tsx';

/** The flow as a picture, or as a list that says the same. */
export type Look = 'canvas' | 'list';

/** The flow's name and state, and what can be done with the flow as a whole. */
export function TopBar({ look, onLook }: { look: Look; onLook: ((look: Look) => void) | null }) {
  const say = useSay();
  const may = useMay();
  const { mayEdit } = useEditor();
  return (
    <header className={styles.topBar}>
      <Group gap='sm' wrap='nowrap' className={styles.topName}>
        <FlowName />
        <OnSwitch />
      </Group>
      <Group gap='xs'>
        <SavedState />
        {mayEdit && <UndoButtons />}
        {onLook && (
          <SegmentedControl
            size='xs'
            aria-label={say(words.look)}
            value={look}
            onChange={(next) => onLook(next === 'list' ? 'list' : 'canvas')}
            data={[
              { value: 'canvas', label: say(words.lookCanvas) },
              { value: 'list', label: say(words.lookList) },
            ]}
          />
        )}
      </Group>
      <Group gap='xs' className={styles.topDeeds}>
        <ThingsToFinish />
        <VersionsButton />
        <TestsButton />
        {may('startRun') && <TryOut />}
        {may('startRun') && <RunNow />}
        {may('publishFlow') && <PublishButton />}
      </Group>
    </header>
  );
}
