import type { Compiler } from './compiler.ts';
import { isList, type List, within } from './list.ts';
import { call, type Ref } from './program.ts';
import type { Op } from './run.ts';
import { parts, type Tree } from './tree.ts';

/** `[a, b]`: lists among the items lie open in it, unless they are written with brackets themselves. */
export function compileList(tree: Tree, compiler: Compiler): Ref<Op> {
  const { program, house } = compiler;
  const lines = parts(tree, 'expressions').map((item) => {
    const add = item.value === '[' ? addWhole : addOpen;
    return `${program.use(add)}(m,${call(compiler.node(item))});`;
  });
  const cons = tree.consarray === true ? `${program.use(markCons)}(m);` : '';
  return program.defineBody(`const m=[];${lines.join('')}${cons}return ${program.use(within)}(m,${house.most});`);
}

function addOpen(list: List, value: unknown): void {
  if (isList(value)) for (const item of value) list.push(item);
  else addWhole(list, value);
}

function addWhole(list: List, value: unknown): void {
  if (value !== undefined) list.push(value);
}

const markCons = (list: List) => Object.defineProperty(list, 'cons', { value: true });
