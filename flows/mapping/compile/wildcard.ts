import type { Compiler } from './compiler.ts';
import { isList, isObject, type List, looksMarked, sequence, within } from './list.ts';
import type { Ref } from './program.ts';
import { leave, type Op, type Run, spend } from './run.ts';
import type { Tree } from './tree.ts';

/** `*`: all fields of an object, or items of a list. The library's result is no sequence as soon as one of them is a list. */
export function compileWildcard(_: Tree, { program, house }: Compiler): Ref<Op> {
  return program.make(
    (): Op => (context, run) => {
      let found = sequence();
      for (const value of fieldsOf(context)) {
        spend(run, isList(value) ? found.length : 1);
        if (isList(value)) found = [...found, ...flat(value, run)];
        else found.push(value);
      }
      return within(found, house.most);
    },
  );
}

/** `**`: a value and all that is in it; lists only pass on what they hold. */
export function compileDescendants(_: Tree, { program, house }: Compiler): Ref<Op> {
  return program.make(
    (): Op => (context, run) => {
      if (context === undefined) return undefined;
      const found = sequence();
      descend(context, found, run);
      return found.length === 1 ? found[0] : within(found, house.most);
    },
  );
}

function descend(value: unknown, into: List, run: Run): void {
  spend(run, 1);
  if (!isList(value)) into.push(value);
  for (const inner of fieldsOf(value)) descend(inner, into, run);
}

/** The marks on a list of the library's own count as its fields there. */
function fieldsOf(value: unknown): unknown[] {
  if (isList(value)) return value.sequence === true || looksMarked(value) ? leave() : value;
  return isObject(value) ? Object.values(value) : [];
}

function flat(list: List, run: Run): unknown[] {
  spend(run, list.length);
  return list.flatMap((item: unknown) => (isList(item) ? flat(item, run) : [item]));
}
