import { useDocumentTitle, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { Flow } from '#flows/api/flows.ts';
import { MapperPanel } from '#web/mapper/MapperPanel.tsx';
import { useMay } from '#web/session/use-session.ts';
import { Canvas } from './Canvas.tsx';
import { ConflictDialog } from './ConflictDialog.tsx';
import styles from './editor.module.css';
import { type Editor, EditorContext } from './editor-context.ts';
import { createFlowStore } from './flow-store.ts';
import { ListView } from './ListView.tsx';
import { Palette } from './Palette.tsx';
import { ResultPanel } from './results/ResultPanel.tsx';
import { SettingsPanel } from './settings/SettingsPanel.tsx';
import { type Look, TopBar } from './top-bar/TopBar.tsx';
import { useAutosave } from './use-autosave.ts';
import { useFlowKeys } from './use-flow-keys.ts';
import { useFlowRun } from './use-flow-run.ts';
import { useSystems } from './use-systems.ts';

/** Draws one flow: its steps as a picture or as a list, the settings of the chosen step, and what the last run did. */
export function FlowEditor({ flow }: { flow: Flow }) {
  const may = useMay();
  const [store] = useState(() => createFlowStore(flow.draft.graph));
  const { autosave, saveState, problems } = useAutosave(flow, store);
  const systems = useSystems();
  const run = useFlowRun(flow.id);
  const [mapperOf, openMapper] = useState<string | null>(null);
  const wide = useMediaQuery('(min-width: 768px)', true, { getInitialValueInEffect: false });
  const [wished, setLook] = useLocalStorage<Look>({ key: 'koppel.flow-look', defaultValue: 'canvas' });
  const look = wide ? wished : 'list';
  useDocumentTitle(`${flow.name} · Koppel`);
  const mayEdit = may('saveDraft');
  useFlowKeys(store, mayEdit);
  const editor = useMemo<Editor>(
    () => ({ flow, store, autosave, saveState, problems, mayEdit, systems, run, openMapper }),
    [flow, store, autosave, saveState, problems, mayEdit, systems, run],
  );
  return (
    <EditorContext value={editor}>
      <div className={styles.page} data-look={look}>
        <TopBar look={look} onLook={wide ? setLook : null} />
        {look === 'list' ? (
          <ListView />
        ) : (
          <div className={styles.workplace}>
            {mayEdit && <Palette />}
            <Canvas />
            <SettingsPanel />
          </div>
        )}
        {run.panelOpen && <ResultPanel />}
        <ConflictDialog />
        <MapperPanel node={mapperOf} onClose={() => openMapper(null)} />
      </div>
    </EditorContext>
  );
}
