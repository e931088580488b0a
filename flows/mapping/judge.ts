import { compileFormula, evaluateFormula } from './compile/quick.ts';
import { faultOf } from './fault.ts';
import type { Bindings, Engine } from './formula.ts';
import { mostText, toPlain } from './plain.ts';

/** Makes a yes-or-no formula ready: whether it holds for one record, or a MappingFault. */
export function prepareCondition(
  expression: string,
  engine: Engine,
): (record: unknown, bindings?: Bindings) => Promise<boolean> {
  const formula = compileFormula(expression, engine);
  return async (record, bindings = {}) => {
    try {
      return holds(toPlain(await evaluateFormula(formula, record, bindings), { left: mostText }));
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
