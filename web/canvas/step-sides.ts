import type { KindId } from '#flows/kinds/ids.ts';
import type { OperationSide } from '#flows/kinds/kind.ts';

/** Which kinds speak to a system, and whether they read, ask or write there. */
export const stepSides: Record<KindId, OperationSide | null> = {
  source: 'source',
  datamapper: null,
  filter: null,
  lookup: 'lookup',
  target: 'target',
};
