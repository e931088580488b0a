import 'reactflow/dist/style.css';
import { useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type DragEvent, useState } from 'react';
import { Background, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow } from 'reactflow';
import { refuseLine } from '#flows/check-flow.ts';
import { type KindId, kindIds } from '#flows/kinds/ids.ts';
import { useSay } from '#web/words/say.ts';
import { CanvasTools } from './CanvasTools.tsx';
import { ConnectionHint } from './ConnectionHint.tsx';
import { DropMenu, type LooseEnd } from './DropMenu.tsx';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { connect, lineId } from './edit-graph.ts';
import styles from './editor.module.css';
import { useEditor, useFlowState } from './editor-context.ts';
import { dragType } from './Palette.tsx';
import { StepLine } from './StepLine.tsx';
import { StepNode } from './StepNode.tsx';
import { useAddStep } from './use-add-step.ts';
import { useCanvasLabels } from './use-canvas-labels.ts';
import { lineOf, useCanvasParts } from './use-canvas-parts.ts';
import { fitting, useSteadyPicture } from './use-steady-picture.ts';
import words from './words.json';

const nodeTypes = { step: StepNode };
const edgeTypes = { step: StepLine };
/** Below this many steps a map shows nothing that the canvas itself does not. */
const mapFrom = 7;

/** The picture of the flow: steps are added, moved, connected and taken away here. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Picture />
    </ReactFlowProvider>
  );
}

function Picture() {
  const say = useSay();
  const { colorScheme } = useMantineColorScheme();
  const calm = useMediaQuery('(prefers-reduced-motion: reduce)');
  const { store, mayEdit } = useEditor();
  const graph = useFlowState((state) => state.graph);
  const parts = useCanvasParts();
  const labels = useCanvasLabels();
  const dropping = useDropping();
  // The first step of an empty flow stays where it was dropped.
  const [startsFilled] = useState(graph.nodes.length > 0);
  const [looseEnd, setLooseEnd] = useState<LooseEnd | null>(null);
  const { screenToFlowPosition } = useReactFlow();
  const { section, onMoveStart } = useSteadyPicture();
  return (
    <section
      ref={section}
      className={styles.canvas}
      aria-label={say(words.canvas)}
      data-calm={calm || undefined}
      onDragOver={dropping.over}
      onDrop={dropping.drop}
    >
      <ReactFlow
        {...parts}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        colorMode={colorScheme === 'auto' ? 'system' : colorScheme}
        ariaLabelConfig={labels}
        fitView={startsFilled}
        fitViewOptions={fitting}
        onMoveStart={onMoveStart}
        minZoom={0.2}
        maxZoom={1.6}
        snapToGrid
        snapGrid={[8, 8]}
        edgesFocusable={false}
        nodesDraggable={mayEdit}
        nodesConnectable={mayEdit}
        deleteKeyCode={mayEdit ? ['Delete', 'Backspace'] : null}
        connectionRadius={36}
        isValidConnection={(line) => refuseLine(graph, lineOf(line)) === null}
        onConnect={(line) => store.getState().edit(connect(lineOf(line)))}
        onConnectEnd={(event, { fromNode, fromHandle, toNode }) => {
          if (!fromNode || fromHandle?.type !== 'source' || toNode) return;
          const point = 'changedTouches' in event ? event.changedTouches[0] : event;
          if (!point) return;
          const { clientX: x, clientY: y } = point;
          setLooseEnd({ from: fromNode.id, screen: { x, y }, place: screenToFlowPosition({ x, y }) });
        }}
      >
        <Background gap={24} />
        <CanvasTools />
        {graph.nodes.length >= mapFrom && <MiniMap pannable zoomable ariaLabel={say(words.map)} />}
        <ConnectionHint />
      </ReactFlow>
      {graph.nodes.length === 0 && <EmptyCanvas />}
      {looseEnd && <DropMenu looseEnd={looseEnd} onClose={() => setLooseEnd(null)} />}
    </section>
  );
}

/** Dropping a step of the step list: onto a line it goes in between, elsewhere it stands where it was dropped. */
function useDropping() {
  const { store } = useEditor();
  const add = useAddStep();
  const { screenToFlowPosition } = useReactFlow();
  return {
    over(event: DragEvent) {
      if (!event.dataTransfer.types.includes(dragType)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    },
    drop(event: DragEvent) {
      const dropped = event.dataTransfer.getData(dragType);
      const kind: KindId | undefined = kindIds.find((id) => id === dropped);
      if (!kind) return;
      event.preventDefault();
      const under = event.target instanceof Element ? event.target.closest('.react-flow__edge, [data-line]') : null;
      const id = under?.getAttribute('data-line') ?? under?.getAttribute('data-id');
      const line = store.getState().graph.edges.find((edge) => lineId(edge) === id);
      if (line) return add.into(kind, line);
      const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
      add.at(kind, { x: Math.round(x - 112), y: Math.round(y - 30) });
    },
  };
}
