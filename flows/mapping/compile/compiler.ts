import { type CallPlace, compileCall } from './call.ts';
import { compileFilter } from './filter.ts';
import { compileGroup } from './group.ts';
import { kinds } from './kinds.ts';
import { endsInLastCall } from './lambda.ts';
import { settle } from './list.ts';
import { Program, type Ref } from './program.ts';
import type { Op } from './run.ts';
import { Scope } from './scope.ts';
import { groupPairs, outside, parts, refuseMarks, type Tree } from './tree.ts';

/** What the host of a formula lays down: the longest list, and which engine runs regular expressions. */
export type House = { readonly most: number; readonly RegexEngine: RegExpConstructor };

/** Makes functions of the nodes of a formula: evaluate() of jsonata 2.2.2, but once for all records. */
export class Compiler {
  readonly house: House;
  readonly program: Program;
  readonly scope: Scope;

  constructor(house: House, program = new Program(), scope = new Scope(null)) {
    this.house = house;
    this.program = program;
    this.scope = scope;
  }

  within(scope: Scope): Compiler {
    return new Compiler(this.house, this.program, scope);
  }

  /** The value of a node with everything that stands behind it. */
  node(tree: Tree): Ref<Op> {
    refuseMarks(tree);
    const kind = kinds.get(tree.type);
    if (!kind) return outside(tree.type);
    const value = kind.compile(tree, this);
    const hasMore = parts(tree, 'predicate').length > 0 || (tree.type !== 'path' && tree.group !== undefined);
    if (hasMore && endsInLastCall(tree)) return outside('something behind a last call');
    if (!hasMore && kind.isSettled(tree)) return value;
    const { name } = hasMore ? this.more(tree, value) : value;
    return this.program.define(`${this.program.use(settle)}(${name}(c,r),${tree.keepArray === true})`);
  }

  nodes(trees: readonly Tree[]): Ref<Op>[] {
    return trees.map((tree) => this.node(tree));
  }

  call(tree: Tree, place: CallPlace): Ref<Op> {
    return compileCall(tree, this, place);
  }

  /** The predicates and the grouping behind a value; a path sees to its own grouping. */
  private more(tree: Tree, value: Ref<Op>): Ref<Op> {
    const { program } = this;
    let all = value;
    for (const stage of parts(tree, 'predicate')) {
      const filter = compileFilter(stage, this);
      all = program.define(`${filter.name}(${all.name}(c,r),r)`);
    }
    if (tree.type === 'path' || tree.group === undefined) return all;
    return program.define(`${compileGroup(groupPairs(tree), this).name}(${all.name}(c,r),r)`);
  }
}
