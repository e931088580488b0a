import jsonata from 'jsonata';
import { faultOf, MappingFault } from './fault.ts';
import { FormulaError } from './library-errors.ts';
import { findRebinding } from './syntax.ts';

/** What evaluation may cost, and which engine runs regular expressions. */
export type Engine = {
  limits: { timeoutMs: number; stack: number; sequence: number };
  /** Left out, the host's own runs; it can take exponential time. */
  RegexEngine?: RegExpConstructor;
};

/** One formula, ready: its value for a context. Raw: what it gives may still hold functions and jsonata's own lists. */
export type Formula = (context: unknown, bindings?: Record<string, unknown>) => Promise<unknown>;

/** Characters of one formula. */
const longestFormula = 20_000;
const widestPad = 10_000;

/**
 * The one place that hands formulas to jsonata. Everything thrown, here or by the formula later, is a MappingFault. A
 * compiled formula holds no state between evaluations (jsonata 2.2.2 and later), but evaluations of one formula must not
 * overlap: $now and $millis would be shared.
 */
export function compileFormula(source: string, engine: Engine): Formula {
  const expression = parseFormula(source, engine);
  const rebinding = findRebinding(expression.ast());
  if (rebinding) throw new MappingFault(rebinding.problem, rebinding);
  expression.registerFunction('eval', refuseEval);
  expression.registerFunction('pad', pad, '<s-ns?:s>');
  return async (context, bindings = {}) => {
    try {
      return await expression.evaluate(context, bindings);
    } catch (error) {
      throw faultOf(error, null);
    }
  };
}

/** The formula as jsonata reads it, or the fault that says where it cannot be read. */
export function parseFormula(source: string, { limits, RegexEngine }: Engine): jsonata.Expression {
  if (source.length > longestFormula) {
    throw new MappingFault({ code: 'mapping.formula-too-long', params: { most: longestFormula } });
  }
  try {
    return jsonata(source, {
      timeout: limits.timeoutMs,
      stack: limits.stack,
      sequence: limits.sequence,
      ...(RegexEngine && { RegexEngine }),
    });
  } catch (error) {
    throw faultOf(error, null);
  }
}

function refuseEval(): never {
  throw new FormulaError('koppel.eval', '$eval');
}

/** $pad as jsonata has it, but the width has an end: the library's own takes gigabytes for one call. */
function pad(text: string | undefined, width: number, filling?: string): string | undefined {
  if (text === undefined) return undefined;
  const size = Math.abs(Math.trunc(width));
  if (size > widestPad) throw new FormulaError('koppel.pad', String(size));
  const missing = size - [...text].length;
  if (missing <= 0) return text;
  const unit = filling || ' ';
  const repeated = unit.repeat(Math.ceil(missing / [...unit].length));
  const padding = unit.length === 1 ? repeated : [...repeated].slice(0, missing).join('');
  return width > 0 ? text + padding : padding + text;
}
