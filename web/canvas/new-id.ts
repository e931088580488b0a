import type { KindId } from '#flows/kinds/ids.ts';

/** An id that no step of this flow had before, so that old activity never counts for a new step. */
export const newId = (kind: KindId) => `${kind}-${crypto.randomUUID().slice(0, 8)}`;
