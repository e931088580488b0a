import { FormulaError } from '../library-errors.ts';
import type { Registered } from '../library-natives.ts';
import { pad } from '../pad.ts';
import { houseFunctions } from './house.ts';
import { worldFunctions } from './of-the-world.ts';

/** Every function in formulas that is not jsonata's own, or that stands in the place of its own. */
export const ownFunctions: Readonly<Record<string, Registered>> = {
  eval: { signature: '<x?x?:x>', implementation: refuseEval },
  pad: { signature: '<s-ns?:s>', implementation: pad },
  ...worldFunctions,
  ...houseFunctions,
};

function refuseEval(): never {
  throw new FormulaError('koppel.eval', '$eval');
}
