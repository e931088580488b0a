import jsonata from 'jsonata';
import { faultOf, MappingFault } from './fault.ts';
import { ownFunctions } from './functions/own.ts';
import { findRebinding } from './syntax.ts';
import { type World, worldName } from './world.ts';

/** What evaluation may cost, and which engine runs regular expressions. */
export type Engine = {
  limits: { timeoutMs: number; stack: number; sequence: number };
  /** Left out, the host's own runs; it can take exponential time. */
  RegexEngine?: RegExpConstructor;
};

export type Bindings = Readonly<Record<string, unknown>>;

/** One formula as jsonata runs it. Raw: what it gives may still hold functions and jsonata's own lists. */
export type LibraryFormula = {
  ast: unknown;
  evaluate(context: unknown, bindings: Bindings, world: World): Promise<unknown>;
};

/** Characters of one formula. */
const longestFormula = 20_000;

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

/** The formula as jsonata reads it, or the fault that says where it cannot be read. */
export function parseFormula(source: string, { limits, RegexEngine }: Engine): jsonata.Expression {
  if (source.length > longestFormula) {
    throw new MappingFault({ code: 'mapping.formula-too-long', params: { most: longestFormula } });
  }
  try {
    return jsonata(source, {
      timeout: limits.timeoutMs,
      stack: limits.stack,
      sequence: limits.sequence,
      ...(RegexEngine && { RegexEngine }),
    });
  } catch (error) {
    throw faultOf(error, null);
  }
}
