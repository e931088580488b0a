import { compileBuiltIn } from './built-in.ts';
import type { Compiler } from './compiler.ts';
import { higherOrder } from './higher-order.ts';
import { compileInvocation } from './lambda.ts';
import { settle } from './list.ts';
import type { Op } from './run.ts';
import { textFunctions } from './text-functions.ts';
import { hasTail, outside, part, parts, type Tree, text } from './tree.ts';

/** How a call stands: as the last one of a function, or with its first argument before `~>`. */
export type CallPlace = { isLast?: boolean; first?: Tree };

/** A call, with its result as the function gave it. */
export function compileCall(tree: Tree, compiler: Compiler, place: CallPlace = {}): Op {
  const procedure = part(tree, 'procedure');
  if (procedure.type !== 'variable' || hasTail(procedure)) return outside('a function that is worked out');
  const name = text(procedure, 'value');
  const given = [...(place.first ? [place.first] : []), ...parts(tree, 'arguments')];
  const bound = compiler.scope.find(name);
  if (bound) {
    if (!('lambda' in bound)) return outside('a variable as a function');
    return compileInvocation(
      bound.lambda,
      given.map((argument) => compiler.node(argument)),
    );
  }
  const special = higherOrder.get(name) ?? textFunctions.get(name);
  if (special) return special(given, compiler, place.isLast === true);
  const values = given.map((argument) => compiler.node(argument));
  return compileBuiltIn(name, values, compiler, place.isLast === true);
}

/** `value ~> $function(...)` and `value ~> $function`. The library passes over whatever stands behind the right side. */
export function compileApply(tree: Tree, compiler: Compiler): Op {
  const left = part(tree, 'lhs');
  const right = part(tree, 'rhs');
  if (hasTail(right)) return outside('something behind the right side of ~>');
  if (right.type === 'function') return compileCall(right, compiler, { first: left });
  if (right.type !== 'variable') return outside('a function that is worked out');
  // A function by its name gets no context: what it is not given is a fault, as in the last call of a function.
  return compileCall({ type: 'function', procedure: right, arguments: [] }, compiler, { first: left, isLast: true });
}

export function settled(work: Op, keepArray: boolean): Op {
  return (context, run) => settle(work(context, run), keepArray);
}
