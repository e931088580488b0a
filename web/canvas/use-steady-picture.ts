import { useEffect, useEffectEvent, useRef } from 'react';
import { useOnViewportChange, useReactFlow, type Viewport } from 'reactflow';
import { useFlowState } from './editor-context.ts';
import { card } from './places.ts';

export const fitting = { padding: 0.06, maxZoom: 1, minZoom: 0.5 };
/** Pixels between a chosen step and the edge of the canvas. */
const margin = 24;

/**
 * Keeps the picture in place when panels open and close: the chosen step stays in sight, and without one, as long as
 * nobody moved the picture by hand, all of it does. What was started on an empty canvas was placed by hand.
 */
export function useSteadyPicture(startsFilled: boolean) {
  const section = useRef<HTMLElement>(null);
  const moved = useRef(!startsFilled);
  const selected = useFlowState((state) => state.selected);
  const { getViewport, setViewport, fitView, getInternalNode } = useReactFlow();
  useOnViewportChange({
    // Counts and pluses on lines keep a size that can be read and hit, however far away the picture is.
    onChange: ({ zoom }) => section.current?.style.setProperty('--line-scale', String(Math.max(1, 1 / zoom))),
  });
  const showChosen = useEffectEvent((element: HTMLElement) => {
    const node = selected === null ? undefined : getInternalNode(selected);
    if (!node) return;
    const { width = card.width, height = card.height } = node.measured;
    const canvas = { width: element.clientWidth, height: element.clientHeight };
    void setViewport(inSight({ ...node.internals.positionAbsolute, width, height }, getViewport(), canvas));
  });
  const keepInPlace = useEffectEvent((element: HTMLElement) => {
    if (selected !== null) showChosen(element);
    else if (!moved.current) void fitView(fitting);
  });
  useEffect(() => {
    const element = section.current;
    if (!element) return;
    const observer = new ResizeObserver(() => keepInPlace(element));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = section.current;
    if (selected === null || !element) return;
    // A new step stands in the picture in the next frame.
    const frame = requestAnimationFrame(() => showChosen(element));
    return () => cancelAnimationFrame(frame);
  }, [selected]);
  return {
    section,
    /** React Flow tells moves by hand with their event, its own without. */
    onMoveStart: (event: unknown) => {
      if (event) moved.current = true;
    },
  };
}

type Box = { x: number; y: number; width: number; height: number };

/** Moves the picture just as far as it takes to see a box whole. */
export function inSight(box: Box, view: Viewport, canvas: { width: number; height: number }): Viewport {
  const along = (start: number, length: number, room: number) => {
    const end = start + length;
    if (start < margin) return margin - start;
    return end > room - margin ? Math.max(room - margin - end, margin - start) : 0;
  };
  const { zoom } = view;
  const x = along(box.x * zoom + view.x, box.width * zoom, canvas.width);
  const y = along(box.y * zoom + view.y, box.height * zoom, canvas.height);
  return { x: view.x + x, y: view.y + y, zoom };
}
