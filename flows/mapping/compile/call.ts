import { compileBuiltIn } from './built-in.ts';
import type { Compiler } from './compiler.ts';
import { higherOrder } from './higher-order.ts';
import { compileInvocation, compileLambda, noContext } from './lambda.ts';
import type { Ref } from './program.ts';
import type { Op } from './run.ts';
import type { Lambda } from './scope.ts';
import { textFunctions } from './text-functions.ts';
import { hasTail, outside, part, parts, type Tree, text } from './tree.ts';

/** How a call stands: as the last one of a function, or with its first argument before `~>`. */
export type CallPlace = { isLast?: boolean; first?: Tree };

/** A call; its result as the function gave it. */
export function compileCall(tree: Tree, compiler: Compiler, { isLast = false, first }: CallPlace = {}): Ref<Op> {
  const procedure = part(tree, 'procedure');
  const given = [...(first ? [first] : []), ...parts(tree, 'arguments')];
  const context = isLast ? compiler.program.use(noContext) : 'c';
  const written = lambdaOf(procedure, compiler);
  if (written) return compileInvocation(written, compiler.nodes(given), context, compiler);
  const name = text(procedure, 'value');
  const special = higherOrder.get(name) ?? textFunctions.get(name);
  return special ? special(given, compiler, isLast) : compileBuiltIn(name, compiler.nodes(given), context, compiler);
}

/** A function written on the spot, or under its name; null for a name that is jsonata's own. */
function lambdaOf(procedure: Tree, compiler: Compiler): Lambda | null {
  if (procedure.type === 'lambda') return compileLambda(procedure, compiler, null);
  if (procedure.type !== 'variable' || hasTail(procedure)) return outside('a function that is worked out');
  const bound = compiler.scope.find(text(procedure, 'value'));
  if (!bound) return null;
  return 'lambda' in bound ? bound.lambda : outside('a variable as a function');
}

/** `value ~> $function(...)` and `value ~> $function`. The library passes over whatever stands behind the right side. */
export function compileApply(tree: Tree, compiler: Compiler): Ref<Op> {
  const first = part(tree, 'lhs');
  const right = part(tree, 'rhs');
  if (hasTail(right)) return outside('something behind the right side of ~>');
  if (right.type === 'function') return compileCall(right, compiler, { first });
  if (right.type !== 'variable') return outside('a function that is worked out');
  // A function by its name gets no context: an argument that is missing is a fault, as in the last call of a function.
  return compileCall({ type: 'function', procedure: right, arguments: [] }, compiler, { first, isLast: true });
}
