import 'reactflow/dist/style.css';
import { useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type DragEvent, useState } from 'react';
import {
  Background,
  type ColorMode,
  type IsValidConnection,
  MiniMap,
  type OnConnect,
  type OnConnectEnd,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from 'reactflow';
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

/** What is the same for every flow; React Flow wants it to be the very same object each time. */
const settled = {
  nodeTypes: { step: StepNode },
  edgeTypes: { step: StepLine },
  fitViewOptions: fitting,
  minZoom: 0.2,
  maxZoom: 1.6,
  snapToGrid: true,
  snapGrid: [8, 8] satisfies [number, number],
  edgesFocusable: false,
  connectionRadius: 36,
};
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
  const calm = useMediaQuery('(prefers-reduced-motion: reduce)');
  const graph = useFlowState((state) => state.graph);
  // The first step of an empty flow stays where it was dropped.
  const [startsFilled] = useState(graph.nodes.length > 0);
  const { section, onMoveStart } = useSteadyPicture(startsFilled);
  const dropping = useDropping();
  const drawing = useDrawing();
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
        {...settled}
        {...useCanvasParts()}
        {...useLooks()}
        {...drawing.handlers}
        fitView={startsFilled}
        onMoveStart={onMoveStart}
      >
        <Background gap={24} />
        <CanvasTools />
        {graph.nodes.length >= mapFrom && <MiniMap pannable zoomable ariaLabel={say(words.map)} />}
        <ConnectionHint />
      </ReactFlow>
      {graph.nodes.length === 0 && <EmptyCanvas />}
      {drawing.looseEnd && <DropMenu looseEnd={drawing.looseEnd} onClose={drawing.letGo} />}
    </section>
  );
}

/** What depends on the reader and the person's role. */
function useLooks() {
  const { colorScheme } = useMantineColorScheme();
  const { mayEdit } = useEditor();
  const colorMode: ColorMode = colorScheme === 'auto' ? 'system' : colorScheme;
  return {
    colorMode,
    ariaLabelConfig: useCanvasLabels(),
    nodesDraggable: mayEdit,
    nodesConnectable: mayEdit,
    deleteKeyCode: mayEdit ? ['Delete', 'Backspace'] : null,
  };
}

/** Drawing a line: to another step, or let go over the empty canvas, where the next step is offered. */
function useDrawing() {
  const { store } = useEditor();
  const { screenToFlowPosition } = useReactFlow();
  const [looseEnd, setLooseEnd] = useState<LooseEnd | null>(null);
  const isValidConnection: IsValidConnection = (line) => refuseLine(store.getState().graph, lineOf(line)) === null;
  const onConnect: OnConnect = (line) => store.getState().edit(connect(lineOf(line)));
  const onConnectEnd: OnConnectEnd = (event, { fromNode, fromHandle, toNode }) => {
    const point = 'changedTouches' in event ? event.changedTouches[0] : event;
    if (!fromNode || fromHandle?.type !== 'source' || toNode || !point) return;
    const { clientX: x, clientY: y } = point;
    setLooseEnd({
      from: fromNode.id,
      port: fromHandle.id ?? 'out',
      screen: { x, y },
      place: screenToFlowPosition({ x, y }),
    });
  };
  return { looseEnd, letGo: () => setLooseEnd(null), handlers: { isValidConnection, onConnect, onConnectEnd } };
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
