import type { Op } from './run.ts';

/** Something of the program by its name; `of` is never there and only says to TypeScript what it is. */
export type Ref<T> = { readonly name: string; readonly of?: T };

/**
 * The JavaScript that a formula becomes: a list of functions of a context `c` and a run `r`. A call from one to the other is
 * always the same call, which is what makes it fast. Whoever writes lines here takes nothing from a formula but names
 * that he made up himself, numbers, and texts in the form of JSON; everything else is handed in as a value.
 */
export class Program {
  private readonly values = new Map<unknown, string>();
  private readonly lines: string[] = [];

  /** A value or function of ours, by its name in the program. */
  use(value: unknown): string {
    const name = this.values.get(value) ?? `k${this.values.size}`;
    this.values.set(value, name);
    return name;
  }

  /** A function whose value is one expression. */
  define(expression: string): Ref<Op> {
    return this.add(`(c,r)=>(${expression})`);
  }

  /** A function written in statements; its value is returned. */
  defineBody<T = Op>(statements: string): Ref<T> {
    return this.add(`(c,r)=>{${statements}}`);
  }

  /** Something that one of our own functions makes, once, of other things of the program. */
  make<T, P extends unknown[]>(maker: (...parts: P) => T, ...parts: { [K in keyof P]: Ref<P[K]> }): Ref<T> {
    return this.add(`${this.use(maker)}(${parts.map(({ name }) => name).join()})`);
  }

  /** Runs the program and gives what one of its names stands for. */
  run<T>({ name }: Ref<T>): T {
    const source = `'use strict';${this.lines.join('')}return ${name};`;
    const made: T = new Function(...this.values.values(), source)(...this.values.keys());
    return made;
  }

  private add(source: string): Ref<never> {
    const name = `o${this.lines.length}`;
    this.lines.push(`const ${name}=${source};`);
    return { name };
  }
}

/** The value of a function of the program for the context and run at hand. */
export const call = ({ name }: Ref<Op>) => `${name}(c,r)`;

/** A text or number of a formula as JavaScript. */
export const literal = (value: string | number | boolean | null) =>
  Object.is(value, -0) ? '-0' : JSON.stringify(value);
