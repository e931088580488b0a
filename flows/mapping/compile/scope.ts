import type { Signature } from '../library-natives.ts';
import type { Ref } from './program.ts';
import type { Op } from './run.ts';
import { outside } from './tree.ts';

/** A function written in the formula. `home` is where the context it was made in is kept; null while that still holds. */
export type Lambda = {
  readonly slots: readonly number[];
  readonly body: Ref<Op>;
  readonly home: number | null;
  readonly signature: Signature | null;
};

/** A variable is a slot of the run, or a function that is known while compiling. */
export type Bound = { readonly slot: number } | { readonly lambda: Lambda };

/**
 * The names that a place in the formula knows. jsonata looks them up while it runs; here they are settled beforehand,
 * which is the same as long as nobody can see a name before, or long after, the line that gives it its meaning. Where
 * that could differ, the formula is left to the library: no recursion, no function that is given away.
 */
export class Scope {
  private readonly parent: Scope | null;
  private readonly names = new Map<string, Bound>();
  /** Names that later lines of this block will bind. */
  private readonly later: Set<string>;
  /** The body of a function: what is outside may have changed when it is called. */
  private readonly isBody: boolean;
  private readonly counter: { slots: number };

  constructor(parent: Scope | null, later: Iterable<string> = [], isBody = false) {
    this.parent = parent;
    this.later = new Set(later);
    this.isBody = isBody;
    this.counter = parent?.counter ?? { slots: 0 };
  }

  newSlot(): number {
    this.counter.slots += 1;
    return this.counter.slots - 1;
  }

  find(name: string, fromBody = false): Bound | null {
    const bound = this.names.get(name);
    if (bound) return bound;
    if (fromBody && this.later.has(name)) return outside('a function that sees a variable of later');
    return this.parent?.find(name, fromBody || this.isBody) ?? null;
  }

  /** The same variable again keeps its slot: functions made before see its new value. */
  bindValue(name: string): number {
    const known = this.names.get(name);
    if (known) return 'slot' in known ? known.slot : outside('a function replaced by a value');
    const slot = this.newSlot();
    this.names.set(name, { slot });
    return slot;
  }

  bindLambda(name: string, lambda: Lambda): void {
    if (this.names.has(name)) outside('a variable replaced by a function');
    this.names.set(name, { lambda });
  }
}
