import type { Compiler } from './compiler.ts';
import type { Op, Run } from './run.ts';
import { type Lambda, Scope } from './scope.ts';
import { hasTail, outside, part, parts, type Tree, text } from './tree.ts';

/** `function($a, $b) { ... }`, to be called on the spot or by the name it is given there. */
export function compileLambda(tree: Tree, outer: Compiler, home: number | null): Lambda {
  if (tree.thunk === true || tree.signature !== undefined || hasTail(tree)) {
    return outside('a function with more than parameters and a body');
  }
  const compiler = outer.within(new Scope(outer.scope, [], true));
  const slots = parts(tree, 'arguments').map((parameter) => compiler.scope.bindValue(text(parameter, 'value')));
  return { slots, body: compiler.node(part(tree, 'body')), home };
}

/** Calls it as the library does: what is not given is nothing, what is too much is ignored. */
export function invoke({ slots, body, home }: Lambda, values: readonly unknown[], context: unknown, run: Run): unknown {
  for (const [at, slot] of slots.entries()) run.vars[slot] = values[at];
  return body(home === null ? context : run.vars[home], run);
}

export function compileInvocation(lambda: Lambda, values: readonly Op[]): Op {
  return (context, run) => {
    const given = values.map((value) => value(context, run));
    return invoke(lambda, given, context, run);
  };
}

/**
 * The call that a function ends with: the library makes it after it has left the function. Two differences show: its result
 * is not settled (a sequence of one stays one), and a missing argument is not taken from the function's own context.
 */
export function compileLastCall(tree: Tree, compiler: Compiler): Op {
  const body = part(tree, 'body');
  if (tree.thunk !== true || body.type !== 'function' || hasTail(body)) return outside('a function as a value');
  return compiler.call(body, { isLast: true });
}

/** Whether the value may be that of a last call; then the library applies what stands behind it to the call not yet made. */
export function endsInLastCall(tree: Tree): boolean {
  if (tree.type === 'lambda') return true;
  if (tree.type === 'condition') {
    return endsInLastCall(part(tree, 'then')) || (tree.else !== undefined && endsInLastCall(part(tree, 'else')));
  }
  const last = tree.type === 'block' ? parts(tree, 'expressions').at(-1) : undefined;
  return last !== undefined && endsInLastCall(last);
}
