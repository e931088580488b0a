import { createContext, use } from 'react';
import type { MappingRow } from '#flows/mapping/rows.ts';
import type { Segment } from './paths.ts';
import type { Slot } from './slots.ts';
import type { Preview } from './use-preview.ts';

/** What every part of the opened mapper shares. */
export type MapperState = {
  rows: MappingRow[];
  preview: Preview;
  /** The path of the row that a click on a source field fills. */
  chosen: string | null;
  choose(path: string | null, caret?: number): void;
  /** The source field that is being dragged. */
  dragged: Segment[] | null;
  drag(segments: Segment[] | null): void;
  /** Puts a source field into a row. */
  fill(slot: Slot, segments: Segment[]): void;
  /** Changes of one group that follow each other are one step of undo. */
  change(rows: MappingRow[], group?: string): void;
  /** The target can change what it has, so that rows may be for making or for changing only. */
  canUpdate: boolean;
  mayEdit: boolean;
};

export const MapperContext = createContext<MapperState | null>(null);

export function useMapper(): MapperState {
  const mapper = use(MapperContext);
  if (!mapper) throw new Error('This stands outside the mapper.');
  return mapper;
}
