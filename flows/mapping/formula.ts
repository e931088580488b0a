import { faultOf, MappingFault } from './fault.ts';
import { ownFunctions } from './functions/own.ts';
import { type Engine, parseFormula } from './parse.ts';
import { findRebinding } from './syntax.ts';
import { type Bindings, type World, worldName } from './world.ts';

export type { Bindings, Engine };

/** One formula as jsonata runs it. Raw: what it gives may still hold functions and jsonata's own lists. */
export type LibraryFormula = {
  ast: unknown;
  evaluate(context: unknown, bindings: Bindings, world: World): Promise<unknown>;
};

/**
 * The one place that hands formulas to jsonata. Everything thrown, here or by the formula later, is a MappingFault. A
 * compiled formula holds no state between evaluations (jsonata 2.2.2 and later).
 */
export function libraryFormula(source: string, engine: Engine): LibraryFormula {
  const expression = parseFormula(source, engine);
  const ast = expression.ast();
  const rebinding = findRebinding(ast);
  if (rebinding) throw new MappingFault(rebinding.problem, rebinding);
  // Names are fixed in the text ($eval is refused): a function whose name is not in it cannot be called.
  for (const [name, { implementation, signature }] of Object.entries(ownFunctions)) {
    if (source.includes(name)) expression.registerFunction(name, implementation, signature);
  }
  return {
    ast,
    async evaluate(context, bindings, world) {
      try {
        return await expression.evaluate(context, { ...bindings, [worldName]: world });
      } catch (error) {
        throw faultOf(error, null);
      }
    },
  };
}
