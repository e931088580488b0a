import { RE2JS, RE2JSException } from 're2js';
import { FormulaError } from '#flows/mapping/library-errors.ts';

const mostCached = 100;
const compiled = new Map<string, RE2JS>();

/**
 * The part of RegExp that jsonata asks of its `RegexEngine` (evaluateRegex in jsonata 2.2.2, read): made from a native
 * RegExp, then `exec` and `lastIndex`. Runs in time linear to the text, so that no pattern can hang; in return
 * look-around and backreferences are refused, \s and \w mean ASCII, and a character is a whole code point (RE2 syntax,
 * documented).
 */
class LinearRegExp {
  lastIndex = 0;
  private readonly pattern: RE2JS;

  constructor(native: RegExp) {
    this.pattern = compile(native);
  }

  exec(text: unknown): ((string | undefined)[] & { index: number }) | null {
    // A pattern under the name `then` in a result makes JavaScript call it as if the result were a promise.
    if (typeof text !== 'string') throw new FormulaError('koppel.function', typeof text);
    const matcher = this.pattern.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) return null;
    this.lastIndex = matcher.end();
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, no) => matcher.group(no) ?? undefined);
    return Object.assign(groups, { index: matcher.start() });
  }
}

function compile(native: RegExp): RE2JS {
  const key = String(native);
  const known = compiled.get(key);
  if (known) return known;
  const flags = (native.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (native.multiline ? RE2JS.MULTILINE : 0);
  try {
    const pattern = RE2JS.compile(RE2JS.translateRegExp(native.source), flags);
    if (compiled.size >= mostCached) compiled.clear();
    compiled.set(key, pattern);
    return pattern;
  } catch (error) {
    if (error instanceof RE2JSException) throw new FormulaError('koppel.pattern', native.source);
    throw error;
  }
}

/** jsonata declares the whole RegExpConstructor but calls no more of it than LinearRegExp has. */
export const LinearRegexEngine = LinearRegExp as unknown as RegExpConstructor;
