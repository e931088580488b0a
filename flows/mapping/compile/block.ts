import { houseFunctions } from '../functions/house.ts';
import { builtIns } from '../names.ts';
import type { Compiler } from './compiler.ts';
import { compileLambda } from './lambda.ts';
import { isList, looksMarked } from './list.ts';
import { call, literal, type Ref } from './program.ts';
import { leave, type Op, type Run } from './run.ts';
import { Scope } from './scope.ts';
import { hasTail, outside, part, parts, type Tree, text } from './tree.ts';

/** `(...; ...)`: the lines one after the other, in a scope of their own; the last one is the value. */
export function compileBlock(tree: Tree, outer: Compiler): Ref<Op> {
  const lines = parts(tree, 'expressions');
  const compiler = outer.within(new Scope(outer.scope, lines.flatMap(nameBoundIn)));
  const works = lines.map((line, at) => compileLine(line, at === lines.length - 1, compiler));
  return outer.program.define(works.length === 0 ? 'undefined' : works.map(call).join());
}

const nameBoundIn = (line: Tree) => (line.type === 'bind' ? [text(part(line, 'lhs'), 'value')] : []);

/** Variables are bound by whole lines only; elsewhere it would depend on the way that the evaluation takes. */
function compileLine(line: Tree, isLast: boolean, compiler: Compiler): Ref<Op> {
  if (line.type !== 'bind') return compiler.node(line);
  if (hasTail(line)) return outside('more than a value on the right of :=');
  const name = text(part(line, 'lhs'), 'value');
  const value = part(line, 'rhs');
  if (value.type === 'lambda') return isLast ? outside('a function as a value') : bindLambda(name, value, compiler);
  const work = compiler.node(value);
  return compiler.program.define(`r.vars[${compiler.scope.bindValue(name)}]=${call(work)}`);
}

/** The function is there already; what is kept is the context that it was made in. */
function bindLambda(name: string, tree: Tree, compiler: Compiler): Ref<Op> {
  const home = compiler.scope.newSlot();
  compiler.scope.bindLambda(name, compileLambda(tree, compiler, home));
  return compiler.program.define(`r.vars[${home}]=c`);
}

export function compileVariable(tree: Tree, { program, scope }: Compiler): Ref<Op> {
  const name = text(tree, 'value');
  if (name === '') return program.define(`${program.use(unmarked)}(c)`);
  if (name === '$') return program.define('r.root');
  const bound = scope.find(name);
  if (bound) return 'slot' in bound ? program.define(`r.vars[${bound.slot}]`) : outside('a function as a value');
  if (builtIns.has(name) || Object.hasOwn(houseFunctions, name)) return outside('a built-in function as a value');
  return program.define(`${program.use(given)}(r,${literal(name)})`);
}

const unmarked = (context: unknown) => (!isList(context) && looksMarked(context) ? leave() : context);
const given = ({ bindings }: Run, name: string) => (Object.hasOwn(bindings, name) ? bindings[name] : undefined);
