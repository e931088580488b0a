import type { Focus } from '../library-natives.ts';
import { lookUp, refuseUnknown } from '../translate.ts';
import { worldOf } from '../world.ts';
import type { HouseFunction } from './house-function.ts';

export const translateFunctions: Readonly<Record<string, HouseFunction>> = {
  translate: {
    subject: 'values',
    call: '$translate(value, "List" [, otherwise])',
    example: { formula: '$translate("NL 21", "VAT codes")', result: '1' },
    signature: '<xsx?:x>',
    implementation: translate,
  },
};

/** What stands in the value table; of a list, for each item. */
function translate(this: Focus, value?: unknown, table?: string, otherwise?: unknown): unknown {
  if (value === undefined || table === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item: unknown) => translate.call(this, item, table, otherwise));
  const found = lookUp(table, value, worldOf(this));
  if (found !== undefined) return found;
  return otherwise === undefined ? refuseUnknown(table, value) : otherwise;
}
