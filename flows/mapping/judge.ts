import { compileFormula, evaluateFormula } from './compile/quick.ts';
import { faultOf } from './fault.ts';
import type { Engine } from './formula.ts';
import { mostText, toPlain } from './plain.ts';
import { stillWorld, type World } from './world.ts';

/** Makes a yes-or-no formula ready: whether it holds for one record, or a MappingFault. */
export function prepareCondition(expression: string, engine: Engine) {
  const formula = compileFormula(expression, engine);
  return async (record: unknown, world: World = stillWorld()): Promise<boolean> => {
    try {
      return holds(toPlain(await evaluateFormula(formula, record, world.bindings, world), { left: mostText }));
    } catch (error) {
      throw faultOf(error, null);
    }
  };
}

/** What counts as yes: as jsonata's $boolean has it (docs.jsonata.org, boolean functions; documented). */
function holds(value: ReturnType<typeof toPlain>): boolean {
  if (Array.isArray(value)) return value.some(holds);
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}
