import type { Focus, Registered } from '../library-natives.ts';
import { lookUp, refuseUnknown } from '../translate.ts';
import { worldOf } from '../world.ts';

/** $translate(value, "Table", otherwise): what stands in the value table; of a list, for each item. */
export const translateFunction: Registered = { signature: '<xsx?:x>', implementation: translate };

function translate(this: Focus, value?: unknown, table?: string, otherwise?: unknown): unknown {
  if (value === undefined || table === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item: unknown) => translate.call(this, item, table, otherwise));
  const found = lookUp(table, value, worldOf(this));
  if (found !== undefined) return found;
  return otherwise === undefined ? refuseUnknown(table, value) : otherwise;
}
