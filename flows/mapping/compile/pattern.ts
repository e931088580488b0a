import { leave } from './run.ts';

type Match = { start: number; end: number };

/**
 * A pattern that is written out in a formula. What the engine makes of it is made when it is first needed: one that cannot
 * be made is a fault only then. Matches are looked for as the library does (its evaluateRegex).
 */
export class Pattern {
  private readonly native: RegExp;
  private readonly RegexEngine: RegExpConstructor;
  private engine: RegExp | null = null;

  constructor(native: RegExp, RegexEngine: RegExpConstructor) {
    this.native = native;
    this.RegexEngine = RegexEngine;
  }

  isIn(text: string): boolean {
    return this.from(text, 0) !== null;
  }

  /** One after the other. A match of nothing after the first would never come to an end, and is a fault. */
  *matches(text: string): Generator<Match> {
    for (let match = this.from(text, 0); match; match = this.after(text)) yield match;
  }

  private after(text: string): Match | null {
    const at = this.engine?.lastIndex ?? 0;
    if (at >= text.length) return null;
    const match = this.from(text, at);
    return match && match.start === match.end ? leave() : match;
  }

  private from(text: string, at: number): Match | null {
    this.engine ??= new this.RegexEngine(this.native);
    this.engine.lastIndex = at;
    const found = this.engine.exec(text);
    return found && { start: found.index, end: found.index + found[0].length };
  }
}
