import { type Bindings, type Engine, libraryFormula } from '../formula.ts';
import type { World } from '../world.ts';
import { Compiler } from './compiler.ts';
import { mostDepth } from './depth.ts';
import { type Op, startRun } from './run.ts';
import { hasTail, OutsideSubset, part, type Tree, treeOf } from './tree.ts';

/** One formula, ready in both ways. `quick` throws wherever the library must have the word. */
export type Formula = {
  quick: Op | null;
  library(context: unknown, bindings: Bindings, world: World): Promise<unknown>;
};

export function compileFormula(source: string, engine: Engine): Formula {
  const { ast, evaluate } = libraryFormula(source, engine);
  return { quick: compileQuick(ast, engine), library: evaluate };
}

/** Its value for a context: what the library gives, and mostly in a hundredth of its time. */
export async function evaluateFormula(
  { quick, library }: Formula,
  context: unknown,
  bindings: Bindings,
  world: World,
): Promise<unknown> {
  const { draws } = world;
  if (quick) {
    try {
      return quick(context, startRun(context, bindings, world));
    } catch {
      // Whatever it was: the library comes to the same end and says it in its own words.
      world.draws = draws;
    }
  }
  return library(context, bindings, world);
}

/** The formula as a plain JavaScript function, or null where it is not in the subset whose meaning is kept exactly. */
function compileQuick(ast: unknown, { limits, RegexEngine = RegExp }: Engine): Op | null {
  try {
    const tree = boundValue(treeOf(ast));
    if (limits.stack > 0 && mostDepth(tree) > limits.stack) return null;
    const compiler = new Compiler({ most: limits.sequence, RegexEngine });
    return compiler.program.run(compiler.node(tree));
  } catch (error) {
    if (isNoWay(error)) return null;
    throw error;
  }
}

/** A variable bound by the whole formula is seen by nobody. */
function boundValue(tree: Tree): Tree {
  return tree.type === 'bind' && !hasTail(tree) ? boundValue(part(tree, 'rhs')) : tree;
}

/** Outside the subset, nested too deeply for the stack, or in a place where no code may be made. */
const isNoWay = (error: unknown) =>
  error instanceof OutsideSubset || error instanceof RangeError || error instanceof EvalError;
