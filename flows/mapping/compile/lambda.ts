import { isSignature, type Signature } from '../library-natives.ts';
import type { Compiler } from './compiler.ts';
import { call, type Ref } from './program.ts';
import { leave, type Op } from './run.ts';
import { type Lambda, Scope } from './scope.ts';
import { hasTail, outside, part, parts, type Tree, text } from './tree.ts';

/** `function($a, $b) { ... }`, to be called on the spot or by the name it is given there. */
export function compileLambda(tree: Tree, outer: Compiler, home: number | null): Lambda {
  const { signature = null } = tree;
  if (tree.thunk === true || hasTail(tree)) return outside('a function with something behind it');
  if (signature !== null && !isSignature(signature)) return outside('a signature that is none');
  const compiler = outer.within(new Scope(outer.scope, [], true));
  const slots = parts(tree, 'arguments').map((parameter) => compiler.scope.bindValue(text(parameter, 'value')));
  return { slots, body: compiler.node(part(tree, 'body')), home, signature };
}

/** Calls it as the library does: what is not given is nothing, what is too much is ignored. */
export function compileInvocation(
  lambda: Lambda,
  values: readonly Ref<Op>[],
  context: string,
  compiler: Compiler,
): Ref<Op> {
  const { program } = compiler;
  const { slots, body, home, signature } = lambda;
  const given = `[${values.map(call).join()}]`;
  const checked = signature ? `${program.use(completed)}(${program.use(signature)},${given},${context})` : given;
  const binds = slots.map((slot, at) => `r.vars[${slot}]=a[${at}];`).join('');
  return program.defineBody(
    `const a=${checked};${binds}return ${program.use(finished)}(${body.name}(${home === null ? 'c' : `r.vars[${home}]`},r));`,
  );
}

/** Stands where there is no context to fill in for an argument. */
export const noContext = Symbol('no context');

export function completed(signature: Signature, given: unknown[], context: unknown): unknown[] {
  const complete = signature.validate(given, context);
  return complete.includes(noContext) ? leave() : complete;
}

/** The result of a last call on its way out of the function: whatever it passes through leaves it as it is. */
class LastCall {
  readonly result: unknown;

  constructor(result: unknown) {
    this.result = result;
  }
}

const lastCall = (result: unknown) => new LastCall(result);
export const finished = (value: unknown) => (value instanceof LastCall ? value.result : value);

/**
 * The call that a function ends with: the library makes it after it has left the function. Two differences show: its result
 * is not settled (a sequence of one stays one), and a missing argument is not taken from the function's own context.
 */
export function compileLastCall(tree: Tree, compiler: Compiler): Ref<Op> {
  const body = part(tree, 'body');
  if (tree.thunk !== true || body.type !== 'function' || hasTail(body)) return outside('a function as a value');
  const { program } = compiler;
  return program.define(`${program.use(lastCall)}(${call(compiler.call(body, { isLast: true }))})`);
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
