import { compileBlock, compileVariable } from './block.ts';
import { givesOneValue } from './built-in.ts';
import { compileApply, compileCall } from './call.ts';
import type { Compiler } from './compiler.ts';
import { compileObject } from './group.ts';
import { isYes } from './judge-value.ts';
import { compileLastCall } from './lambda.ts';
import { compileBinary, compileMinus } from './operators.ts';
import { compilePath } from './path.ts';
import { call, literal, type Ref } from './program.ts';
import { readerOf } from './read-field.ts';
import type { Op } from './run.ts';
import { hasTail, isTree, outside, part, parts, type Tree, text } from './tree.ts';
import { compileDescendants, compileWildcard } from './wildcard.ts';
import { compileList } from './write-list.ts';

/** How a kind of node is compiled, and when its value cannot be a list that needs to be settled (see list.ts). */
type Kind = { compile(tree: Tree, compiler: Compiler): Ref<Op>; isSettled(tree: Tree): boolean };

const always = (compile: Kind['compile']): Kind => ({ compile, isSettled: () => true });
const never = (compile: Kind['compile']): Kind => ({ compile, isSettled: () => false });

/** The subset: every kind of node that is compiled. What is not here is run by the library. */
export const kinds: ReadonlyMap<string, Kind> = new Map([
  ['string', always(compileLiteral)],
  ['number', always(compileLiteral)],
  ['value', always(compileLiteral)],
  ['path', always(compilePath)],
  ['name', never(compileName)],
  ['wildcard', never(compileWildcard)],
  ['descendant', never(compileDescendants)],
  ['variable', never(compileVariable)],
  ['binary', { compile: compileBinary, isSettled: ({ value }) => value !== '..' }],
  ['unary', always(compileUnary)],
  ['condition', { compile: compileCondition, isSettled: (tree) => isOne(tree.then) && isOne(tree.else) }],
  ['block', { compile: compileBlock, isSettled: (tree) => isOne(parts(tree, 'expressions').at(-1)) }],
  ['function', { compile: (tree, compiler) => compileCall(tree, compiler), isSettled: isOneValue }],
  ['apply', never(compileApply)],
  // The call that ends a function; as a value, or anywhere else, a function is not in the subset.
  ['lambda', always(compileLastCall)],
]);

function compileLiteral({ value }: Tree, { program }: Compiler): Ref<Op> {
  const isPlain =
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? program.define(literal(value)) : outside('a literal that is none');
}

function compileName(tree: Tree, { program }: Compiler): Ref<Op> {
  return program.define(`${program.use(readerOf(text(tree, 'value')))}(c)`);
}

function compileUnary(tree: Tree, compiler: Compiler): Ref<Op> {
  switch (tree.value) {
    case '-':
      return compileMinus(tree, compiler);
    case '[':
      return compileList(tree, compiler);
    case '{':
      return compileObject(tree, compiler);
    default:
      return outside('an unknown sign');
  }
}

function compileCondition(tree: Tree, compiler: Compiler): Ref<Op> {
  const { program } = compiler;
  const condition = compiler.node(part(tree, 'condition'));
  const yes = call(compiler.node(part(tree, 'then')));
  const no = tree.else === undefined ? 'undefined' : call(compiler.node(part(tree, 'else')));
  return program.define(`${program.use(isYes)}(${call(condition)})?${yes}:${no}`);
}

/** Built-in functions keep their names: no formula may give one another meaning. */
function isOneValue(tree: Tree): boolean {
  const procedure = part(tree, 'procedure');
  return procedure.type === 'variable' && givesOneValue(text(procedure, 'value'));
}

/** Single values stay what they are, however often they are settled. */
function isOne(tree: unknown): boolean {
  if (!isTree(tree)) return true;
  const isSimple = ['string', 'number', 'value', 'binary', 'unary', 'function'].includes(tree.type);
  return isSimple && !hasTail(tree) && kinds.get(tree.type)?.isSettled(tree) === true;
}
