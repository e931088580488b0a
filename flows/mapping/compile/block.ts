import { builtIns } from '../names.ts';
import type { Compiler } from './compiler.ts';
import { compileLambda } from './lambda.ts';
import { isList, looksMarked } from './list.ts';
import { leave, type Op } from './run.ts';
import { Scope } from './scope.ts';
import { hasTail, outside, part, parts, type Tree, text } from './tree.ts';

/** `(...; ...)`: the lines one after the other, in a scope of their own; the last one is the value. */
export function compileBlock(tree: Tree, outer: Compiler): Op {
  const lines = parts(tree, 'expressions');
  const compiler = outer.within(new Scope(outer.scope, lines.flatMap(nameBoundIn)));
  const works = lines.map((line, at) => compileLine(line, at === lines.length - 1, compiler));
  const last = works.pop();
  if (!last) return () => undefined;
  if (works.length === 0) return last;
  return (context, run) => {
    for (const work of works) work(context, run);
    return last(context, run);
  };
}

const nameBoundIn = (line: Tree) => (line.type === 'bind' ? [text(part(line, 'lhs'), 'value')] : []);

/** Variables are bound by whole lines only; elsewhere it would depend on the way that the evaluation takes. */
function compileLine(line: Tree, isLast: boolean, compiler: Compiler): Op {
  if (line.type !== 'bind') return compiler.node(line);
  if (hasTail(line)) return outside('more than a value on the right of :=');
  const name = text(part(line, 'lhs'), 'value');
  const value = part(line, 'rhs');
  if (value.type === 'lambda') return isLast ? outside('a function as a value') : bindLambda(name, value, compiler);
  const work = compiler.node(value);
  const slot = compiler.scope.bindValue(name);
  return (context, run) => {
    const found = work(context, run);
    run.vars[slot] = found;
    return found;
  };
}

function bindLambda(name: string, tree: Tree, compiler: Compiler): Op {
  const home = compiler.scope.newSlot();
  compiler.scope.bindLambda(name, compileLambda(tree, compiler, home));
  return (context, run) => {
    run.vars[home] = context;
  };
}

export function compileVariable(tree: Tree, compiler: Compiler): Op {
  const name = text(tree, 'value');
  if (name === '') return (context) => (looksMarked(context) && !isList(context) ? leave() : context);
  if (name === '$') return (_, run) => run.root;
  const bound = compiler.scope.find(name);
  if (bound) {
    if (!('slot' in bound)) return outside('a function as a value');
    const { slot } = bound;
    return (_, run) => run.vars[slot];
  }
  if (builtIns.has(name)) return outside('a built-in function as a value');
  return (_, run) => (Object.hasOwn(run.bindings, name) ? run.bindings[name] : undefined);
}
