import type { KindId } from '#flows/kinds/ids.ts';
import type { Side } from './use-systems.ts';

/** Which kinds speak to a system, and whether they read or write there. */
export const stepSides: Record<KindId, Side | null> = {
  source: 'source',
  datamapper: null,
  filter: null,
  target: 'target',
};
