import { Group, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { Mapping } from '#flows/mapping/rows.ts';
import { onlyOn } from '#flows/mapping/when.ts';
import { changeSettings } from '#web/canvas/edit-graph.ts';
import { useEditor, useFlowState } from '#web/canvas/editor-context.ts';
import { UndoButtons } from '#web/canvas/top-bar/UndoButtons.tsx';
import { useSay } from '#web/words/say.ts';
import { ExpertSwitch } from './ExpertSwitch.tsx';
import { ExpressionEditor } from './ExpressionEditor.tsx';
import { FunctionList } from './FunctionList.tsx';
import styles from './mapper.module.css';
import { targetBehind } from './neighbours.ts';
import { ResultPane } from './ResultPane.tsx';
import { RowsEditor } from './RowsEditor.tsx';
import { SamplePicker } from './SamplePicker.tsx';
import { usePreview } from './use-preview.ts';
import { useStepInput } from './use-step-input.ts';
import words from './words.json';

/** On a narrow screen one of the three is shown at a time. */
export type Pane = 'source' | 'rows' | 'result';

/** Source fields on the left, the target's fields in the middle, what comes out on the right. */
export function Mapper({ nodeId, mapping }: { nodeId: string; mapping: Mapping }) {
  const say = useSay();
  const { store, systems, mayEdit } = useEditor();
  const input = useStepInput(nodeId);
  const preview = usePreview(mapping, input.sample);
  const target = useFlowState((state) => targetBehind(state.graph, nodeId));
  const { fields = [], canUpdate = false } = (target && systems.chosenBy(target).target) ?? {};
  const narrow = useMediaQuery('(max-width: 900px)') ?? false;
  const [pane, setPane] = useState<Pane>('rows');
  const change = (next: Mapping, group?: string) =>
    store
      .getState()
      .edit(changeSettings(nodeId, { mapping: next }), group === undefined ? {} : { group: `${nodeId}.${group}` });
  const shown = (which: Pane) => !narrow || pane === which;
  return (
    <>
      <Group className={styles.bar} gap='sm'>
        <SamplePicker input={input} />
        {mayEdit && <UndoButtons />}
        <FunctionList />
        <ExpertSwitch mapping={mapping} onChange={change} />
        {narrow && (
          <SegmentedControl
            fullWidth
            w='100%'
            aria-label={say(words.panes)}
            value={pane}
            onChange={(next) => setPane(next === 'source' || next === 'result' ? next : 'rows')}
            data={[
              { value: 'source', label: say(words.source) },
              { value: 'rows', label: say(words.rows) },
              { value: 'result', label: say(words.result) },
            ]}
          />
        )}
      </Group>
      <div className={styles.panes}>
        {mapping.mode === 'rows' ? (
          <RowsEditor
            rows={mapping.rows}
            fields={fields}
            canUpdate={canUpdate}
            sample={input.sample}
            others={input.others}
            preview={preview}
            shown={shown}
            onFilled={() => setPane('rows')}
            onChange={(rows, group) => change({ mode: 'rows', rows }, group)}
          />
        ) : (
          <ExpressionEditor
            expression={mapping.expression}
            sample={input.sample}
            others={input.others}
            preview={preview}
            shown={shown}
            onChange={(expression) => change({ mode: 'expression', expression }, 'expression')}
          />
        )}
        {shown('result') && <ResultPane preview={preview} only={onlyOn(mapping)} hasSample={input.sample !== null} />}
      </div>
    </>
  );
}
